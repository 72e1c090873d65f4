// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/port/runtime.h"

/// A Runtime whose time stands still until the test moves it, and whose dice come from a seed.
class VirtualRuntime final : public uc8::Runtime {
 public:
  explicit VirtualRuntime(uint64_t seed = 1) : dice_(seed * 0x9e3779b97f4a7c15u + 1) {}

  uc8::Millis now() override { return now_; }
  void arm(Deadline& deadline, uc8::Millis at) override { insert(head_, deadline, at); }
  void disarm(Deadline& deadline) override { remove(head_, deadline); }

  uc8::Error entropy(uc8::MutableBytes out) override {
    for (size_t i = 0; i < out.size; ++i) out.data[i] = static_cast<uint8_t>(next_random() >> 24);
    return uc8::Error::ok;
  }

  uint64_t next_random() {  // xorshift64*
    dice_ ^= dice_ >> 12;
    dice_ ^= dice_ << 25;
    dice_ ^= dice_ >> 27;
    return dice_ * 0x2545f4914f6cdd1du;
  }

  /// Runs one deadline that is due; false: none is.
  bool run_due() {
    Deadline* due = take_due(head_, now_);
    if (due == nullptr) return false;
    due->on_deadline();
    return true;
  }

  /// When the next deadline comes; `fallback` if there is none.
  uc8::Millis next_due(uc8::Millis fallback) const {
    const uc8::Result<uc8::Millis> first = first_due(head_);
    return first.ok() ? first.value() : fallback;
  }

  void move_to(uc8::Millis at) { now_ = at > now_ ? at : now_; }

 private:
  Deadline* head_ = nullptr;
  uc8::Millis now_ = 1000;
  uint64_t dice_;
};
