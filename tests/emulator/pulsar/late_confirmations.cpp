// SPDX-License-Identifier: Apache-2.0
#include "pulsar/late_confirmations.h"

#include <algorithm>
#include <utility>

namespace uc8::gateway {

LateConfirmations::LateConfirmations(uv_loop_t* loop, const Faults& faults,
                                     std::function<void()> due)
    : loop_(loop), faults_(faults), timer_(loop, std::move(due)) {}

bool LateConfirmations::keep(const std::string& text) {
  const uint64_t delay_ms = static_cast<uint64_t>(faults_.delay_confirmations_ms);
  if (delay_ms == 0 && waiting_.empty()) return false;
  // Refusals overtake.
  if (text.rfind("{\"result\":\"ok\"", 0) != 0) return false;
  const uint64_t last_ms = waiting_.empty() ? 0 : waiting_.back().due_ms;
  waiting_.push_back({std::max(uv_now(loop_) + delay_ms, last_ms), text});
  bytes_ += text.size();
  if (!timer_.armed()) timer_.start(delay_ms);
  return true;
}

bool LateConfirmations::next(std::string* text) {
  if (waiting_.empty()) return false;
  Late& first = waiting_.front();
  const uint64_t now_ms = uv_now(loop_);
  if (first.due_ms > now_ms) {
    timer_.start(first.due_ms - now_ms);
    return false;
  }
  *text = std::move(first.text);
  bytes_ -= text->size();
  waiting_.pop_front();
  return true;
}

}  // namespace uc8::gateway
