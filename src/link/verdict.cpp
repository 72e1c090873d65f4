// SPDX-License-Identifier: Apache-2.0
#include "link/verdict.h"

namespace uc8 {

Error error_of_status(uint16_t status) {
  if (status == 401 || status == 403) return Error::unauthorized;
  if (status == 404) return Error::not_found;
  if (status == 409) return Error::conflict;
  if (status == 408 || status == 425 || status == 429 || status >= 500) return Error::server_busy;
  if (status >= 300 && status < 400) return Error::redirected;
  if (status >= 400) return Error::rejected;
  return Error::protocol_violation;  // 2xx where 101 was asked for.
}

Error error_of_close(uint16_t code) {
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
