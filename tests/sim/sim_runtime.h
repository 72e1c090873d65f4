// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/dice.h"
#include "sim/scheduler.h"
#include "uc8/port/runtime.h"

namespace uc8::sim {

/// The Runtime of one simulated process: virtual time, and entropy from the seed. Deadlines come up
/// to `lateness_max` ms late, as they do in a loop that is busy.
class SimRuntime final : public Runtime {
 public:
  SimRuntime(Scheduler& clock, Dice dice, Millis lateness_max)
      : clock_(clock), dice_(dice), lateness_max_(lateness_max) {}

  Millis now() override { return clock_.now(); }
  void arm(Deadline& deadline, Millis at) override {
    insert(queue_, deadline, at);
    look_at(at);
  }
  void disarm(Deadline& deadline) override { remove(queue_, deadline); }
  Error entropy(MutableBytes out) override {
    for (size_t i = 0; i < out.size; ++i) out.data[i] = static_cast<uint8_t>(dice_.next());
    return Error::ok;
  }

  /// No deadline is armed.
  bool is_idle() const { return queue_ == nullptr; }
  /// The process is dead: its loop never turns again.
  void kill() { is_dead_ = true; }

 private:
  void look_at(Millis at) {
    if (at >= next_look_) return;
    next_look_ = at;
    const Millis late = at > clock_.now() ? dice_.below(lateness_max_ + 1) : 0;
    clock_.at(at + late, [this, at] { look(at); });
  }
  void look(Millis planned) {
    if (is_dead_) return;
    if (planned == next_look_) next_look_ = ~Millis{0};
    if (Deadline* due = take_due(queue_, clock_.now())) due->on_deadline();
    if (is_dead_) return;
    const Result<Millis> first = first_due(queue_);
    if (first.ok()) look_at(first.value());
  }

  Scheduler& clock_;
  Dice dice_;
  Millis lateness_max_;
  Deadline* queue_ = nullptr;
  Millis next_look_ = ~Millis{0};
  bool is_dead_ = false;
};

}  // namespace uc8::sim
