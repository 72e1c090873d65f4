// SPDX-License-Identifier: Apache-2.0
#include "net/timer.h"

#include <list>
#include <memory>
#include <utility>

namespace uc8::gateway {
namespace {

std::list<std::unique_ptr<Timer>>& later_calls() {
  static std::list<std::unique_ptr<Timer>> calls;
  return calls;
}

}  // namespace

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
  const auto place = later_calls().emplace(later_calls().end());
  *place = std::make_unique<Timer>(loop, [place, call = std::move(call)] {
    const std::unique_ptr<Timer> ends_here = std::move(*place);
    later_calls().erase(place);
    call();
  });
  (*place)->start(delay_ms);
}

void drop_later_calls() {
  later_calls().clear();
}

}  // namespace uc8::gateway
