// SPDX-License-Identifier: Apache-2.0
#include "base/byte_buffer.h"

#include <string.h>

#include "base/assert.h"

namespace uc8 {

void ByteBuffer::consume(size_t n) {
  UC8_ASSERT(n <= end_ - begin_);
  begin_ += n;
  if (begin_ == end_) clear();
}

MutableBytes ByteBuffer::space() {
  if (begin_ > 0) {
    memmove(memory_.data, memory_.data + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return {memory_.data + end_, memory_.size - end_};
}

void ByteBuffer::produced(size_t n) {
  UC8_ASSERT(n <= memory_.size - end_);
  end_ += n;
}

size_t ByteBuffer::append(Bytes from) {
  const MutableBytes room = space();
  const size_t n = from.size < room.size ? from.size : room.size;
  if (n > 0) memcpy(room.data, from.data, n);
  end_ += n;
  return n;
}

}  // namespace uc8
