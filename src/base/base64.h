// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_ring.h"
#include "base/window_writer.h"

namespace uc8 {

/// RFC 4648 §4, padded.
constexpr size_t base64_size(size_t raw) {
  return (raw + 2) / 3 * 4;
}

void write_base64(WindowWriter& to, Bytes raw);
/// The same for `size` bytes of `ring` from `position` on. Cost grows with the window, not with
/// what lies before it.
void write_base64(WindowWriter& to, const ByteRing& ring, size_t position, size_t size);

enum class Base64 : uint8_t {
  standard,  ///< RFC 4648 §4.
  url        ///< §5: `-` and `_`, as in a JWT.
};

/// Decodes `text` in place and shortens it. Padding is optional, but right if present. False: a
/// character outside the alphabet, wrong padding, a rest that is not zero; then `text` is spoilt.
bool decode_base64(MutableBytes& text, Base64 alphabet = Base64::standard);

}  // namespace uc8
