// SPDX-License-Identifier: Apache-2.0
//
// Time, deadlines and dice from a libuv loop.
#pragma once

#include <uv.h>

#include "uc8/port/runtime.h"

namespace uc8 {

/// The Runtime of one `uv_loop_t` that the application owns and runs. One libuv timer serves every
/// deadline. Pinned: not copied, not moved. Allocates nothing.
///
/// **Used only from the thread that runs the loop; after `close()` the loop runs until `idle()`
/// before the object's memory is given back.**
///
/// An armed deadline keeps `uv_run()` from returning; an object with none armed does not.
class UvRuntime final : public Runtime {
 public:
  explicit UvRuntime(uv_loop_t& loop);
  UvRuntime(const UvRuntime&) = delete;
  UvRuntime& operator=(const UvRuntime&) = delete;

  /// The loop's clock, brought up to date by each call: time spent in a callback counts.
  Millis now() override;
  /// Deadlines of equal time run in the order in which they were armed. One that a callback arms
  /// for a time that has passed runs in the loop's next turn, once the sockets have had theirs: so
  /// a loop can neither be spun dry nor waits while there is work.
  void arm(Deadline& deadline, Millis at) override;
  void disarm(Deadline& deadline) override;
  /// From the system's generator (`uv_random`).
  Error entropy(MutableBytes out) override;

  /// Forgets all deadlines and lets go of the loop. Nothing else may be called afterwards but
  /// `now()`, `entropy()`, `disarm()` and `idle()`. Idempotent.
  void close();
  /// True once the loop has let go of its handles: the memory may be reused.
  bool idle() const { return state_ == State::idle; }

 private:
  enum class State : uint8_t { open, closing, idle };
  void set_timer();
  static void on_timer(uv_timer_t* timer);
  static void on_turn(uv_idle_t* turn);
  static void on_closed(uv_handle_t* handle);

  uv_loop_t& loop_;
  uv_timer_t timer_;
  uv_idle_t turn_;             // Active: a callback has armed a deadline for now.
  Deadline* queue_ = nullptr;  // Armed, in order of time.
  Deadline* due_ = nullptr;    // Taken off the queue, about to be called.
  State state_ = State::open;
  uint8_t handles_ = 2;   // That the loop still knows.
  bool calling_ = false;  // Inside a callback of the timer.
};

}  // namespace uc8
