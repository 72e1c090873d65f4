// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

/// SHA-1 (FIPS 180-4) of a short text, for `Sec-WebSocket-Accept` (RFC 6455 §1.3) and nothing
/// else. Precondition: message.size < 2^29.
void sha1(Bytes message, uint8_t (&digest)[20]);

}  // namespace uc8
