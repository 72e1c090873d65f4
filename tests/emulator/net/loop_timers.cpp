// SPDX-License-Identifier: Apache-2.0
#include "net/loop_timers.h"

#include <algorithm>
#include <chrono>

namespace uc8::gateway {

LoopTimers::LoopTimers(uv_loop_t* loop) : loop_(loop), timer_(loop, [this] { run_due(); }) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  uv_update_time(loop);
  epoch_offset_ms_ = std::chrono::duration_cast<std::chrono::milliseconds>(now).count() -
                     static_cast<int64_t>(uv_now(loop));
}

int64_t LoopTimers::now_ms() const {
  return static_cast<int64_t>(uv_now(loop_)) + epoch_offset_ms_;
}

LoopTimers::Id LoopTimers::arm(int64_t at_ms, std::function<void()> callback) {
  const Id id = ++last_id_;
  due_.emplace(std::make_pair(at_ms, id), std::move(callback));
  moments_[id] = at_ms;
  if (due_.begin()->first.second == id) start_next();
  return id;
}

void LoopTimers::disarm(Id id) {
  const auto found = moments_.find(id);
  if (found == moments_.end()) return;
  due_.erase(std::make_pair(found->second, id));
  moments_.erase(found);
}

void LoopTimers::stop() {
  due_.clear();
  moments_.clear();
  timer_.stop();
}

void LoopTimers::run_due() {
  // What is armed meanwhile waits for the next turn, even if it is due.
  const Id last = last_id_;
  const int64_t now = now_ms();
  for (;;) {
    const auto next = std::find_if(
        due_.begin(), due_.end(), [last](const auto& entry) { return entry.first.second <= last; });
    if (next == due_.end() || next->first.first > now) break;
    const std::function<void()> callback = std::move(next->second);
    moments_.erase(next->first.second);
    due_.erase(next);
    callback();
  }
  start_next();
}

void LoopTimers::start_next() {
  if (due_.empty()) {
    timer_.stop();
    return;
  }
  timer_.start(static_cast<uint64_t>(std::max<int64_t>(0, due_.begin()->first.first - now_ms())));
}

}  // namespace uc8::gateway
