// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>

#include "uc8/bytes.h"

/// Memory that ends at an unmapped page: whoever reads or writes one byte too far dies at once.
///
/// Lives for the whole program, so that a test body may use it in spite of longjmp.
class GuardPage {
 public:
  explicit GuardPage(size_t capacity = 4096);
  GuardPage(const GuardPage&) = delete;
  GuardPage& operator=(const GuardPage&) = delete;

  /// A copy of `from` whose last byte is the last before the unmapped page; valid until the next
  /// call. Precondition: from.size <= the capacity.
  uc8::MutableBytes place(uc8::Bytes from);
  /// The same for `size` zero bytes.
  uc8::MutableBytes place_blank(size_t size);

 private:
  uint8_t* end_ = nullptr;
  size_t capacity_ = 0;
};
