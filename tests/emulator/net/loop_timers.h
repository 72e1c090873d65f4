// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "broker/timers.h"
#include "net/timer.h"

namespace uc8::gateway {

// The broker's timers, on one timer of the loop. Its clock is the loop's, moved to the Unix epoch
// once, so that it never jumps.
class LoopTimers final : public emulator::Timers {
 public:
  explicit LoopTimers(uv_loop_t* loop);

  int64_t now_ms() const override;
  Id arm(int64_t at_ms, std::function<void()> callback) override;
  void disarm(Id id) override;
  // Nothing runs any more.
  void stop();

 private:
  void run_due();
  void start_next();

  uv_loop_t* loop_;
  int64_t epoch_offset_ms_;
  Id last_id_ = 0;
  std::map<std::pair<int64_t, Id>, std::function<void()>> due_;
  std::unordered_map<Id, int64_t> moments_;
  Timer timer_;
};

}  // namespace uc8::gateway
