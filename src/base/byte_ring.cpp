// SPDX-License-Identifier: Apache-2.0
#include "base/byte_ring.h"

#include <string.h>

#include "base/assert.h"

namespace uc8 {

size_t ByteRing::index_of(size_t position) const {
  // Written so that begin_ + position cannot overflow.
  const size_t before_end = memory_.size - begin_;
  return position < before_end ? begin_ + position : position - before_end;
}

size_t ByteRing::contiguous(size_t index, size_t n) const {
  const size_t before_end = memory_.size - index;
  return n < before_end ? n : before_end;
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

uint8_t ByteRing::at(size_t position) const {
  UC8_ASSERT(position < size_);
  return memory_.data[index_of(position)];
}

void ByteRing::copy_out(size_t position, MutableBytes to) const {
  UC8_ASSERT(position <= size_ && to.size <= size_ - position);
  if (to.size == 0) return;
  const size_t index = index_of(position);
  const size_t first = contiguous(index, to.size);
  memcpy(to.data, memory_.data + index, first);
  if (first < to.size) memcpy(to.data + first, memory_.data, to.size - first);
}

void ByteRing::overwrite(size_t position, Bytes from) {
  UC8_ASSERT(position <= size_ && from.size <= size_ - position);
  if (from.size == 0) return;
  const size_t index = index_of(position);
  const size_t first = contiguous(index, from.size);
  memcpy(memory_.data + index, from.data, first);
  if (first < from.size) memcpy(memory_.data, from.data + first, from.size - first);
}

void ByteRing::pop(size_t n) {
  UC8_ASSERT(n <= size_);
  begin_ = n < size_ ? index_of(n) : 0;
  size_ -= n;
}

void ByteRing::unpush(size_t n) {
  UC8_ASSERT(n <= size_);
  size_ -= n;
}

}  // namespace uc8
