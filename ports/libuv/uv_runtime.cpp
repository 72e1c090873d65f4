// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/uv_runtime.h"

namespace uc8 {

UvRuntime::UvRuntime(uv_loop_t& loop) : loop_(loop) {
  (void)uv_timer_init(&loop, &timer_);  // Cannot fail.
  timer_.data = this;
  (void)uv_idle_init(&loop, &turn_);  // The same.
  turn_.data = this;
}

Millis UvRuntime::now() {
  uv_update_time(&loop_);
  return uv_now(&loop_);
}

void UvRuntime::arm(Deadline& deadline, Millis at) {
  if (state_ != State::open) uc8_panic("UvRuntime: arm() after close()");
  remove(due_, deadline);
  insert(queue_, deadline, at);
  set_timer();
}

void UvRuntime::disarm(Deadline& deadline) {
  remove(due_, deadline);
  remove(queue_, deadline);
  set_timer();
}

Error UvRuntime::entropy(MutableBytes out) {
  if (uv_random(nullptr, nullptr, out.data, out.size, 0, nullptr) != 0) {
    return Error::connection_lost;
  }
  return Error::ok;
}

void UvRuntime::close() {
  if (state_ != State::open) return;
  while (take_due(due_, UINT64_MAX) != nullptr) {
  }
  while (take_due(queue_, UINT64_MAX) != nullptr) {
  }
  state_ = State::closing;
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), on_closed);
  uv_close(reinterpret_cast<uv_handle_t*>(&turn_), on_closed);
}

void UvRuntime::set_timer() {
  if (state_ != State::open) return;
  (void)uv_idle_stop(&turn_);
  const Result<Millis> first = first_due(queue_);
  if (!first.ok()) {
    (void)uv_timer_stop(&timer_);
    return;
  }
  const Millis time = now();
  const Millis delay = first.value() > time ? first.value() - time : 0;
  if (delay == 0 && calling_) {
    // From inside a timer's callback libuv would run a timer that is due at once in the same turn,
    // again and again (seen with 1.44), and the loop would never see to its sockets. So it is
    // started by an idle handle, after which the loop looks at its sockets and does not wait.
    (void)uv_timer_stop(&timer_);
    (void)uv_idle_start(&turn_, on_turn);
    return;
  }
  (void)uv_timer_start(&timer_, on_timer, delay, 0);
}

void UvRuntime::on_turn(uv_idle_t* turn) {
  static_cast<UvRuntime*>(turn->data)->set_timer();
}

void UvRuntime::on_timer(uv_timer_t* timer) {
  auto& self = *static_cast<UvRuntime*>(timer->data);
  // First set aside what is due, then call it: a callback that arms itself again for now waits for
  // the next turn.
  const Millis time = self.now();
  self.calling_ = true;
  while (Deadline* deadline = take_due(self.queue_, time)) insert(self.due_, *deadline, time);
  while (Deadline* deadline = take_due(self.due_, time)) deadline->on_deadline();
  self.set_timer();
  self.calling_ = false;
}

void UvRuntime::on_closed(uv_handle_t* handle) {
  auto& self = *static_cast<UvRuntime*>(handle->data);
  if (--self.handles_ == 0) self.state_ = State::idle;
}

}  // namespace uc8
