// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <utility>

#include "uc8/bytes.h"

namespace uc8::sim {

/// Virtual time: a queue of events, ordered by time and then by insertion.
class Scheduler {
 public:
  using Action = std::function<void()>;

  Millis now() const { return now_; }
  void at(Millis when, Action action);
  void after(Millis delay, Action action) { at(now_ + delay, std::move(action)); }

  /// Runs the next event, unless it comes after `until`. Answers whether there was one.
  bool step(Millis until);
  /// How many events ran since time last moved.
  size_t events_now() const { return events_now_; }

 private:
  std::map<std::pair<Millis, uint64_t>, Action> queue_;
  Millis now_ = 1'000;
  uint64_t inserted_ = 0;
  size_t events_now_ = 0;
};

}  // namespace uc8::sim
