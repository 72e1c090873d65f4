// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>
#include <string.h>

#include "uc8/bytes.h"

namespace uc8::fuzz {

/// A writable copy of libFuzzer's input, of exactly its size, so that AddressSanitizer sees every
/// step outside.
class Copy {
 public:
  Copy(const uint8_t* data, size_t size)
      : bytes_{static_cast<uint8_t*>(malloc(size > 0 ? size : 1)), size} {
    if (size > 0) memcpy(bytes_.data, data, size);
  }
  ~Copy() { free(bytes_.data); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  MutableBytes bytes() const { return bytes_; }

 private:
  MutableBytes bytes_;
};

inline void require(bool condition) {
  if (!condition) abort();
}

/// What was read lies inside what it was read from.
inline void require_inside(Bytes part, MutableBytes whole) {
  if (part.size == 0) return;
  require(part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

}  // namespace uc8::fuzz
