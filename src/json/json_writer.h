// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_ring.h"
#include "base/window_writer.h"

namespace uc8 {

/// Writes `"…"` with the escapes that RFC 8259 §7 requires; UTF-8 passes as it is.
void write_json_string(WindowWriter& to, Bytes text);
/// The same for `size` bytes of `ring` from `position` on.
void write_json_string(WindowWriter& to, const ByteRing& ring, size_t position, size_t size);

}  // namespace uc8
