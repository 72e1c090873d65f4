// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

/// A queue of bytes in one caller-owned block: appended at the back, consumed at the front, always
/// contiguous.
///
/// Invariant: begin_ <= end_ <= memory_.size.
class ByteBuffer {
 public:
  explicit ByteBuffer(MutableBytes memory) : memory_(memory) {}

  Bytes pending() const { return {memory_.data + begin_, end_ - begin_}; }
  /// Precondition: n <= pending().size.
  void consume(size_t n);

  /// Free bytes at the back, after moving what is pending to the front if that gains room.
  MutableBytes space();
  /// Precondition: n <= space().size. Confirms that n bytes were written into space().
  void produced(size_t n);
  /// Appends as much of `from` as fits; answers how much.
  size_t append(Bytes from);

  size_t capacity() const { return memory_.size; }
  bool empty() const { return begin_ == end_; }
  void clear() { begin_ = end_ = 0; }

 private:
  MutableBytes memory_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace uc8
