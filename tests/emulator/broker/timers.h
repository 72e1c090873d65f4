// SPDX-License-Identifier: Apache-2.0
// Time, as the broker sees it: what o'clock it is, and a call at a later moment.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

namespace uc8::emulator {

// **A callback runs from the owner's loop, never from inside `arm()`**, not before `at_ms`, once.
// Times are milliseconds since the Unix epoch (they end up in `publishTime`). Equal moments run in
// the order of their `arm()`.
class Timers {
 public:
  using Id = uint64_t;  // never 0

  virtual int64_t now_ms() const = 0;
  virtual Id arm(int64_t at_ms, std::function<void()> callback) = 0;
  // Unknown and already fired ids are ignored; after it the callback does not run any more.
  virtual void disarm(Id id) = 0;

 protected:
  ~Timers() = default;
};

// One timer that ends with its owner. Arming it again replaces what was armed.
class Timer {
 public:
  explicit Timer(Timers& timers) : timers_(timers) {}
  ~Timer() { disarm(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  bool armed() const { return id_ != 0; }
  int64_t at_ms() const { return at_ms_; }
  void arm(int64_t at_ms, std::function<void()> callback) {
    disarm();
    at_ms_ = at_ms;
    id_ = timers_.arm(at_ms, [this, call = std::move(callback)] {
      id_ = 0;
      call();
    });
  }
  void disarm() {
    if (id_ != 0) timers_.disarm(id_);
    id_ = 0;
  }

 private:
  Timers& timers_;
  Timers::Id id_ = 0;
  int64_t at_ms_ = 0;
};

}  // namespace uc8::emulator
