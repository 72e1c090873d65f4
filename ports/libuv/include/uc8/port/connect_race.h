// SPDX-License-Identifier: Apache-2.0
//
// Several addresses, one connection: RFC 8305 ("happy eyeballs") without a byte of heap.
#pragma once

#include <uv.h>

#include "uc8/port/resolver.h"

namespace uc8 {

/// What a TCP socket is given. 0 leaves the system's default.
struct UvTcpOptions {
  uint32_t attempt_delay_ms = 250;  ///< Until the next address is tried too (RFC 8305 §5).
  uint32_t user_timeout_ms = 0;     ///< Unacknowledged data for so long ends it (TCP_USER_TIMEOUT).
  uint32_t keepalive_s = 0;  ///< Probes an idle connection; WebSocket pings make it needless.
  bool no_delay = true;      ///< The core gathers what it writes, so waiting gains nothing.
};

/// Connects to the first of a list of addresses that answers: families take turns, a new attempt
/// starts when the last one failed or has not answered for `attempt_delay_ms`, and the first
/// connection wins. Part of UvTcp.
///
/// **The Owner is called from the loop only; after `stop()` it is told nothing but
/// `on_race_idle()`.**
class ConnectRace {
 public:
  class Owner {
   public:
    /// There is a winner, or none is left: see `take_winner()`.
    virtual void on_race_over() = 0;
    /// `idle()` has become true.
    virtual void on_race_idle() = 0;

   protected:
    ~Owner() = default;
  };

  ConnectRace(uv_loop_t& loop, Owner& owner);
  ConnectRace(const ConnectRace&) = delete;
  ConnectRace& operator=(const ConnectRace&) = delete;

  struct Course {
    const IpAddress* list = nullptr;  ///< Copied.
    size_t count = 0;
    uint16_t port = 0;
  };
  /// Precondition: `idle()`. May be over when it returns.
  void start(const Course& course, const UvTcpOptions& options);
  bool over() const { return over_; }
  /// The winner's socket, which is the caller's from now on; -1 if all attempts failed.
  int take_winner();
  /// The errno of the attempt that failed last.
  int error() const { return error_; }
  /// Gives up all attempts.
  void stop();
  /// The loop has let go of every handle.
  bool idle() const { return handles_ == 0; }

 private:
  static constexpr size_t kAddressesMax = 8;
  static constexpr size_t kAttemptsMax = 4;
  struct Attempt {
    enum class State : uint8_t { free, trying, closing };
    uv_poll_t poll;
    ConnectRace* race = nullptr;
    int socket = -1;
    State state = State::free;
    uint8_t number = 0;  // Of its address: the smallest is the oldest attempt.
  };

  void advance();
  int try_address(Attempt& attempt, const IpAddress& address);
  int watch(Attempt& attempt, int socket);
  Attempt* find(Attempt::State state);
  void drop(Attempt& attempt);
  void finish(int winner);
  void let_go();
  static void on_writable(uv_poll_t* poll, int status, int events);
  static void on_stagger(uv_timer_t* timer);
  static void on_attempt_closed(uv_handle_t* handle);
  static void on_timer_closed(uv_handle_t* handle);

  uv_loop_t& loop_;
  Owner& owner_;
  uv_timer_t stagger_;
  UvTcpOptions options_;
  Attempt attempts_[kAttemptsMax];
  IpAddress addresses_[kAddressesMax];
  uint16_t port_ = 0;
  uint8_t count_ = 0;
  uint8_t next_ = 0;
  uint8_t handles_ = 0;  // That the loop still knows: attempts, and the timer.
  int winner_ = -1;
  int error_ = 0;
  bool running_ = false;
  bool over_ = false;
  bool starved_ = false;  // The next attempt waits for a handle.
};

}  // namespace uc8
