// SPDX-License-Identifier: Apache-2.0
//
// One of the two interfaces a port implements: now, later, and dice.
#pragma once

#include "uc8/bytes.h"
#include "uc8/error.h"

namespace uc8 {

/// The three things besides bytes that the library needs from its host.
///
/// **`on_deadline()` comes from the loop, never from inside a call of this interface.**
class Runtime {
 public:
  /// One pending deadline, embedded in the object that waits for it. No allocation, no handle.
  class Deadline {
   public:
    virtual void on_deadline() = 0;

   protected:
    ~Deadline() = default;

   private:
    friend class Runtime;  // A Runtime keeps its queue in these, so arming needs no memory.
    Deadline* next_ = nullptr;
    Millis at_ = 0;
    bool armed_ = false;
  };

  /// Monotonic; never goes backwards; need not be wall time.
  virtual Millis now() = 0;

  /// Calls `deadline.on_deadline()` once, at or after `at`. A second call replaces the first.
  virtual void arm(Deadline& deadline, Millis at) = 0;
  /// After it returns `on_deadline()` is not called. Harmless if nothing is armed.
  virtual void disarm(Deadline& deadline) = 0;

  /// Fills `out` with unpredictable bytes (WebSocket keys and masks, RFC 6455 §5.3; backoff
  /// jitter). Errors: `would_block` never; `connection_lost` if the system has none to give: no
  /// client can go on without, and calls `uc8_panic()`.
  virtual Error entropy(MutableBytes out) = 0;

 protected:
  ~Runtime() = default;

  // The queue of deadlines, ordered by time, for implementations: a list through the Deadlines
  // themselves. `head` is the implementation's own pointer, null at first.
  static void insert(Deadline*& head, Deadline& deadline, Millis at);
  static void remove(Deadline*& head, Deadline& deadline);
  /// Takes the first deadline that is due at `now` off the list; null if there is none.
  static Deadline* take_due(Deadline*& head, Millis now);
  /// When the first is due; `ok()` false (`would_block`) if the list is empty.
  static Result<Millis> first_due(const Deadline* head);
};

}  // namespace uc8
