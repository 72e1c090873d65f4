// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>

namespace uc8::gateway {

// A one-shot timer of the event loop. It may be started again from its own callback, and destroyed
// from anywhere: the libuv handle outlives it until the loop has closed it.
class Timer {
 public:
  Timer(uv_loop_t* loop, std::function<void()> due);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Starts, or starts again; an earlier start is forgotten.
  void start(uint64_t delay_ms);
  void stop();
  bool armed() const;

 private:
  uv_timer_t* handle_;
  std::function<void()> due_;
};

// Calls once, so much later, from the loop.
void call_later(uv_loop_t* loop, uint64_t delay_ms, std::function<void()> call);
// Those that are waiting never come: for the end of the loop.
void drop_later_calls();

}  // namespace uc8::gateway
