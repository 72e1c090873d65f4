// SPDX-License-Identifier: Apache-2.0
//
// A Runtime whose time the test turns by hand and whose dice are seeded.
#pragma once

#include "uc8/port/runtime.h"

namespace uc8::test {

class ManualRuntime final : public Runtime {
 public:
  explicit ManualRuntime(uint64_t seed = 1) : dice_(seed) {}

  Millis now() override { return now_; }
  void arm(Deadline& deadline, Millis at) override { insert(queue_, deadline, at); }
  void disarm(Deadline& deadline) override { remove(queue_, deadline); }
  Error entropy(MutableBytes out) override {
    if (entropy_fails) return Error::connection_lost;
    for (size_t i = 0; i < out.size; ++i) out.data[i] = roll();
    return Error::ok;
  }

  /// Lets time pass, deadline by deadline. Stops if more than 10 000 come due: they re-arm each
  /// other without end.
  void advance(Millis by) {
    const Millis until = now_ + by;
    for (int i = 0; i < 10'000; ++i) {
      const Result<Millis> first = first_due(queue_);
      if (!first.ok() || first.value() > until) break;
      if (first.value() > now_) now_ = first.value();
      take_due(queue_, now_)->on_deadline();
    }
    now_ = until;
  }
  /// When the next deadline is due; `ok()` false if there is none.
  Result<Millis> next() const { return first_due(queue_); }

  bool entropy_fails = false;

 private:
  uint8_t roll() {  // xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift".
    dice_ ^= dice_ >> 12;
    dice_ ^= dice_ << 25;
    dice_ ^= dice_ >> 27;
    return static_cast<uint8_t>((dice_ * 0x2545F4914F6CDD1DULL) >> 56);
  }

  Deadline* queue_ = nullptr;
  Millis now_ = 1;
  uint64_t dice_;
};

}  // namespace uc8::test
