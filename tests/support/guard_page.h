// SPDX-License-Identifier: Apache-2.0
//
// Memory that ends at an unmapped page, so that reading or writing one byte too far stops the test.
#pragma once

#include "uc8/bytes.h"

/// One such piece of memory, mapped at its first use and kept until the program ends (it has no
/// destructor, so a test body may hold it; a static one is cheaper).
///
/// **What place() and room() answered is valid until the next call of either.**
class GuardPage {
 public:
  /// `size_max` is only a hint: larger requests map more.
  GuardPage(size_t /*size_max*/ = 0) {}  // NOLINT: implicit by design

  /// Placed bytes, for functions that only read and for those that change in place.
  struct Placed : uc8::MutableBytes {
    operator uc8::Bytes() const { return {data, size}; }  // NOLINT: implicit by design
  };

  /// Copies `bytes` so that the byte behind the last one is not mapped.
  Placed place(uc8::Bytes bytes);
  uc8::MutableBytes place_blank(size_t size) { return room(size); }
  /// Room for `size` bytes in front of the unmapped page, filled with 0xa5.
  uc8::MutableBytes room(size_t size);

 private:
  unsigned char* map_ = nullptr;
  size_t map_size_ = 0;  // Without the guard.
};
