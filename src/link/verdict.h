// SPDX-License-Identifier: Apache-2.0
//
// What an HTTP status or a close code means for the link: one table each.
#pragma once

#include "uc8/error.h"

namespace uc8 {

/// An answer to an upgrade or a request that is no success. The status codes of Pulsar's
/// WebSocket service: 400 bad parameters, 401 and 403 credentials, 404 no such topic, 409 held by
/// another connection, 429 and 5xx its trouble (AbstractWebSocketHandler#getErrorCode).
Error error_of_status(uint16_t status);

/// A Close frame of the server; 0: without a code, as a Pulsar that shuts down sends it.
Error error_of_close(uint16_t code);

}  // namespace uc8
