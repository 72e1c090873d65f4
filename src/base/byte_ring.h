// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

/// A circular queue of bytes in one caller-owned block; what is in it may wrap around the end.
/// Positions count from the front (the oldest byte is 0).
class ByteRing {
 public:
  explicit ByteRing(MutableBytes memory) : memory_(memory) {}
  /// A full ring over `bytes`, to be read only.
  static ByteRing over(Bytes bytes) {
    ByteRing ring({const_cast<uint8_t*>(bytes.data), bytes.size});
    ring.size_ = bytes.size;
    return ring;
  }

  size_t size() const { return size_; }
  size_t room() const { return memory_.size - size_; }
  size_t capacity() const { return memory_.size; }

  /// Precondition: from.size <= room().
  void push(Bytes from);
  /// Adds n unspecified bytes. Precondition: n <= room().
  void push_blank(size_t n);
  /// Precondition: position < size().
  uint8_t at(size_t position) const;
  /// Drops the n newest bytes. Precondition: n <= size().
  void unpush(size_t n);
  /// Copies `to.size` bytes from `position` on. Precondition: they are in the ring.
  void copy_out(size_t position, MutableBytes to) const;
  /// Overwrites from `position` on. Precondition: position + from.size <= size().
  void overwrite(size_t position, Bytes from);
  /// Drops the n oldest bytes. Precondition: n <= size().
  void pop(size_t n);
  void clear() { begin_ = size_ = 0; }

 private:
  /// Bytes that lie side by side, and how many of n they are.
  MutableBytes piece(size_t position, size_t n) const;

  MutableBytes memory_;
  size_t begin_ = 0;
  size_t size_ = 0;
};

}  // namespace uc8
