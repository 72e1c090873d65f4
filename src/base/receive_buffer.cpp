// SPDX-License-Identifier: Apache-2.0
#include "base/receive_buffer.h"

#include <string.h>

#include "base/assert.h"

namespace uc8 {

MutableBytes ReceiveBuffer::space() {
  const size_t size = raw_end_ - raw_begin_;
  if (raw_begin_ > message_end_) {
    if (size > 0) memmove(memory_.data + message_end_, memory_.data + raw_begin_, size);
    raw_begin_ = message_end_;
    raw_end_ = message_end_ + size;
  }
  return {memory_.data + raw_end_, memory_.size - raw_end_};
}

void ReceiveBuffer::received(size_t n) {
  UC8_ASSERT(n <= memory_.size - raw_end_);
  raw_end_ += n;
}

void ReceiveBuffer::consume(size_t n) {
  UC8_ASSERT(n <= raw_end_ - raw_begin_);
  raw_begin_ += n;
}

void ReceiveBuffer::unconsume(size_t n) {
  UC8_ASSERT(n <= raw_begin_ - message_end_);
  raw_begin_ -= n;
}

void ReceiveBuffer::append(Bytes piece) {
  UC8_ASSERT(piece.size <= raw_begin_ - message_end_);
  if (piece.size == 0) return;
  memmove(memory_.data + message_end_, piece.data, piece.size);
  message_end_ += piece.size;
}

void ReceiveBuffer::truncate(size_t n) {
  UC8_ASSERT(n <= message_end_);
  message_end_ = n;
}

}  // namespace uc8
