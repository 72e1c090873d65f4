// SPDX-License-Identifier: Apache-2.0
#include "net/timer.h"

#include <memory>
#include <utility>

namespace uc8::gateway {

Timer::Timer(uv_loop_t* loop, std::function<void()> due)
    : handle_(new uv_timer_t), due_(std::move(due)) {
  uv_timer_init(loop, handle_);
  handle_->data = this;
}

Timer::~Timer() {
  uv_timer_stop(handle_);
  uv_close(reinterpret_cast<uv_handle_t*>(handle_),
           [](uv_handle_t* handle) { delete reinterpret_cast<uv_timer_t*>(handle); });
}

void Timer::start(uint64_t delay_ms) {
  uv_timer_start(
      handle_,
      [](uv_timer_t* handle) {
        // A copy, for the callback may destroy this timer.
        std::function<void()> due = static_cast<Timer*>(handle->data)->due_;
        due();
      },
      delay_ms, 0);
}

void Timer::stop() {
  uv_timer_stop(handle_);
}

bool Timer::armed() const {
  return uv_is_active(reinterpret_cast<const uv_handle_t*>(handle_)) != 0;
}

void call_later(uv_loop_t* loop, uint64_t delay_ms, std::function<void()> call) {
  // The timer holds itself until it has run.
  auto self = std::make_shared<std::unique_ptr<Timer>>();
  *self = std::make_unique<Timer>(loop, [self, call = std::move(call)] {
    const std::unique_ptr<Timer> ends_here = std::move(*self);
    call();
  });
  (*self)->start(delay_ms);
}

}  // namespace uc8::gateway
