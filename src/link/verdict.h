// SPDX-License-Identifier: Apache-2.0
//
// What an HTTP status or a close code means for the link: one table each.
#pragma once

#include "uc8/error.h"

namespace uc8 {

/// An answer to an upgrade or a request that is no success. The status codes of Pulsar's
/// WebSocket service: 400 bad parameters, 401 and 403 credentials, 404 no such topic, 409 held by
/// another connection, 429 and 5xx its trouble (AbstractWebSocketHandler#getErrorCode).
constexpr Error error_of_status(uint16_t status) {
  if (status == 401 || status == 403) return Error::unauthorized;
  if (status == 404) return Error::not_found;
  if (status == 409) return Error::conflict;
  if (status == 408 || status == 425 || status == 429 || status >= 500) return Error::server_busy;
  if (status >= 300 && status < 400) return Error::redirected;
  if (status >= 400) return Error::rejected;
  return Error::protocol_violation;  // 2xx where 101 was asked for.
}

/// A Close frame of the server; 0: without a code, as a Pulsar that shuts down sends it.
constexpr Error error_of_close(uint16_t code) {
  switch (code) {
    case 1008:
      return Error::unauthorized;
    case 1009:
      return Error::rejected;
    case 1002:
    case 1003:
    case 1007:
    case 1010:
      return Error::protocol_violation;
    default:
      return Error::server_busy;
  }
}

}  // namespace uc8
