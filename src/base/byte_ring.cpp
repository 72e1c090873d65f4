// SPDX-License-Identifier: Apache-2.0
#include "base/byte_ring.h"

#include <string.h>

#include "base/assert.h"

namespace uc8 {

MutableBytes ByteRing::piece(size_t position, size_t n) const {
  UC8_ASSERT(position <= size_ && n <= size_ - position);
  // Written so that begin_ + position cannot overflow.
  const size_t to_end = memory_.size - begin_;
  const size_t index = position < to_end ? begin_ + position : position - to_end;
  const size_t contiguous = memory_.size - index;
  return {memory_.data + index, n < contiguous ? n : contiguous};
}

void ByteRing::push(Bytes from) {
  const size_t position = size_;
  push_blank(from.size);
  overwrite(position, from);
}

void ByteRing::push_blank(size_t n) {
  UC8_ASSERT(n <= room());
  size_ += n;
}

void ByteRing::unpush(size_t n) {
  UC8_ASSERT(n <= size_);
  size_ -= n;
}

uint8_t ByteRing::at(size_t position) const {
  return *piece(position, 1).data;
}

void ByteRing::copy_out(size_t position, MutableBytes to) const {
  const MutableBytes first = piece(position, to.size);
  if (to.size == 0) return;
  memcpy(to.data, first.data, first.size);
  if (first.size < to.size) memcpy(to.data + first.size, memory_.data, to.size - first.size);
}

void ByteRing::overwrite(size_t position, Bytes from) {
  const MutableBytes first = piece(position, from.size);
  if (from.size == 0) return;
  memcpy(first.data, from.data, first.size);
  if (first.size < from.size) {
    memcpy(memory_.data, from.data + first.size, from.size - first.size);
  }
}

void ByteRing::pop(size_t n) {
  const MutableBytes rest = piece(n, size_ - n);
  begin_ = rest.size > 0 ? static_cast<size_t>(rest.data - memory_.data) : 0;
  size_ -= n;
}

}  // namespace uc8
