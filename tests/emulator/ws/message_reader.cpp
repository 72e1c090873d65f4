// SPDX-License-Identifier: Apache-2.0
#include "ws/message_reader.h"

#include <algorithm>

#include "broker/peer.h"
#include "net/room.h"

namespace uc8::gateway {
void MessageReader::take(std::string_view bytes) {
  while (!stopped_) {
    if (!in_frame_) {
      if (bytes.empty()) return;
      const FrameHeadReader::Status status = heads_.take(&bytes);
      if (status == FrameHeadReader::Status::more) return;
      if (status == FrameHeadReader::Status::invalid) {
        violate(1002, "Invalid frame");
        return;
      }
      if (!begin_frame()) return;
    }
    if (!take_payload(&bytes)) return;
    if (frame_used_ < head_.size) return;
    in_frame_ = false;
    end_frame();
  }
}

bool MessageReader::begin_frame() {
  head_ = heads_.head();
  in_frame_ = true;
  frame_used_ = 0;
  if (is_control(head_.opcode)) {
    control_.clear();
    return true;
  }
  const bool goes_on = head_.opcode == Opcode::continuation;
  if (goes_on != in_message_) {
    violate(1002, goes_on ? "CONTINUATION frame without a message"
                          : "data frame inside a fragmented message");
    return false;
  }
  if (!goes_on) {
    in_message_ = true;
    message_is_text_ = head_.opcode == Opcode::text;
    message_.clear();
  }
  // head_.size is below 2^63, so the sum cannot wrap.
  if (message_is_text_ && message_.size() + head_.size > text_max_) {
    violate(1009, emulator::text_too_large_reason(static_cast<size_t>(message_.size() + head_.size),
                                                  text_max_));
    return false;
  }
  return true;
}

bool MessageReader::take_payload(std::string_view* bytes) {
  const uint64_t left = head_.size - frame_used_;
  const size_t part = static_cast<size_t>(std::min<uint64_t>(left, bytes->size()));
  if (part == 0) return true;
  std::string clear(bytes->substr(0, part));
  bytes->remove_prefix(part);
  apply_mask(head_.mask, frame_used_, &clear);
  frame_used_ += part;
  if (is_control(head_.opcode)) {
    control_ += clear;
    return true;
  }
  if (!message_is_text_) return true;
  if (!utf8_.take(clear)) {
    violate(1007, "Invalid UTF-8");
    return false;
  }
  message_ += clear;
  return true;
}

void MessageReader::end_frame() {
  if (is_control(head_.opcode)) {
    end_control();
    return;
  }
  if (!head_.fin) return;
  in_message_ = false;
  if (!message_is_text_) return;
  if (!utf8_.complete()) {
    violate(1007, "Invalid UTF-8");
    return;
  }
  receiver_.on_text_message(message_);
  empty(&message_);
}

void MessageReader::end_control() {
  if (head_.opcode == Opcode::ping) {
    receiver_.on_ping(control_);
  } else if (head_.opcode == Opcode::pong) {
    receiver_.on_pong(control_);
  } else if (const auto note = read_close_payload(control_)) {
    stopped_ = true;
    receiver_.on_close_frame(*note);
  } else {
    violate(1002, "Invalid Close frame");
  }
}

void MessageReader::violate(int code, const std::string& reason) {
  stopped_ = true;
  receiver_.on_violation(code, reason);
}

}  // namespace uc8::gateway
