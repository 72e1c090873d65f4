// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_ring.h"
#include "base/window_writer.h"
#include "uc8/error.h"

namespace uc8 {

/// RFC 4648 §4, padded.
constexpr size_t base64_size(size_t raw) {
  return (raw + 2) / 3 * 4;
}

void write_base64(WindowWriter& to, Bytes raw);
/// The same for `size` bytes of `ring` from `position` on. Cost grows with the window, not with
/// what lies before it.
void write_base64(WindowWriter& to, const ByteRing& ring, size_t position, size_t size);

/// Decodes `text` in place; answers the decoded size. Padding is optional, but right if present.
/// Errors: `protocol_violation` (a character outside the alphabet, wrong padding, non-zero rest).
Result<size_t> decode_base64(MutableBytes text);
/// RFC 4648 §5 (`-` and `_`), as in a JWT; the same rules otherwise.
Result<size_t> decode_base64url(MutableBytes text);

}  // namespace uc8
