// SPDX-License-Identifier: Apache-2.0
#include "sim/scheduler.h"

namespace uc8::sim {

void Scheduler::at(Millis when, Action action) {
  const Millis time = when < now_ ? now_ : when;
  queue_.emplace(std::make_pair(time, inserted_++), std::move(action));
}

bool Scheduler::step(Millis until) {
  const auto first = queue_.begin();
  if (first == queue_.end() || first->first.first > until) {
    now_ = until;
    events_now_ = 0;
    return false;
  }
  if (first->first.first > now_) events_now_ = 0;
  now_ = first->first.first;
  ++events_now_;
  const Action action = std::move(first->second);
  queue_.erase(first);
  action();
  return true;
}

}  // namespace uc8::sim
