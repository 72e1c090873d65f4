// SPDX-License-Identifier: Apache-2.0
#include "broker/bound_peer.h"

#include "broker/broker_core.h"

namespace uc8::emulator {

std::string text_too_large_reason(size_t text_bytes, size_t text_max) {
  return "Text message size [" + std::to_string(text_bytes) + "] exceeds maximum size [" +
         std::to_string(text_max) + "]";
}

void BoundPeer::vanish() {
  if (closed_) return;
  closed_ = true;
  leave_topic();
}

void BoundPeer::close(int code, std::string_view reason) {
  if (closed_) return;
  vanish();
  constexpr size_t kReasonMax = 123;
  size_t length = reason.size() < kReasonMax ? reason.size() : kReasonMax;
  // Never in the middle of a character.
  while (length < reason.size() && length > 0 &&
         (static_cast<unsigned char>(reason[length]) & 0xc0) == 0x80) {
    --length;
  }
  sink_.close(code, reason.substr(0, length));
}

void BoundPeer::abort() {
  if (closed_) return;
  vanish();
  sink_.abort();
}

bool BoundPeer::admits(std::string_view text) {
  if (closed_) return false;
  const size_t text_max = core_.options.text_max;
  if (text.size() <= text_max) return true;
  constexpr int kTooLarge = 1009;
  close(kTooLarge, text_too_large_reason(text.size(), text_max));
  return false;
}

}  // namespace uc8::emulator
