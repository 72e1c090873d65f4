// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

/// One block in which raw bytes from the peer become a message in place: the message is assembled
/// at the front from payload that was cut out of the raw bytes behind it.
///
///     [ message | gap | raw | free ]
///
/// Because a payload is never longer than the raw bytes it was cut from, the message cannot run
/// into them. Invariant: message_end_ <= raw_begin_ <= raw_end_ <= memory_.size.
class ReceiveBuffer {
 public:
  explicit ReceiveBuffer(MutableBytes memory) : memory_(memory) {}

  /// Where the Transport may write; moves the raw bytes down to the message if that gains room.
  /// Empty when message and raw bytes fill the block.
  MutableBytes space();
  /// Precondition: n <= space().size.
  void received(size_t n);

  Bytes raw() const { return {memory_.data + raw_begin_, raw_end_ - raw_begin_}; }
  /// Precondition: n <= raw().size.
  void consume(size_t n);
  /// Takes back the last n bytes that were consumed, if nothing was moved since: for a parser that
  /// appends to the message while it eats. Precondition: message and n leave room.
  void unconsume(size_t n);

  /// Adds a piece of payload to the message; `piece` may lie inside the block. Precondition: its
  /// bytes were consumed from raw() before (possibly through a codec's own buffer).
  void append(Bytes piece);
  MutableBytes message() { return {memory_.data, message_end_}; }
  /// Shortens the message to its first n bytes. Precondition: n <= message().size.
  void truncate(size_t n);
  void clear_message() { truncate(0); }

  size_t capacity() const { return memory_.size; }
  /// Forgets everything: a new connection.
  void clear() { message_end_ = raw_begin_ = raw_end_ = 0; }

 private:
  MutableBytes memory_;
  size_t message_end_ = 0;
  size_t raw_begin_ = 0;
  size_t raw_end_ = 0;
};

}  // namespace uc8
