// SPDX-License-Identifier: Apache-2.0
//
// Byte views against literals, with both printed when they differ.
#pragma once

#include "support/cmocka.h"
#include "uc8/bytes.h"

namespace uc8::test {

inline Bytes read_only(MutableBytes bytes) {
  return {bytes.data, bytes.size};
}

inline bool is_text(Bytes bytes, Bytes expected) {
  bool same = bytes.size == expected.size;
  for (size_t i = 0; same && i < bytes.size; ++i) same = bytes.data[i] == expected.data[i];
  if (!same) {
    print_error("is  %.*s\nnot %.*s\n", static_cast<int>(bytes.size),
                reinterpret_cast<const char*>(bytes.data), static_cast<int>(expected.size),
                reinterpret_cast<const char*>(expected.data));
  }
  return same;
}
inline bool is_text(Bytes bytes, const char* expected) {
  return is_text(bytes, bytes_of(expected));
}

}  // namespace uc8::test
