// SPDX-License-Identifier: Apache-2.0
//
// TCP on a libuv loop.
#pragma once

#include <uv.h>

#include "uc8/port/connect_race.h"
#include "uc8/port/resolver.h"
#include "uc8/port/transport.h"

namespace uc8 {

/// A Transport over TCP for a `uv_loop_t` that the application owns and runs (Unix: the port reads
/// and writes the socket itself and asks libuv only when it is ready). Pinned; the application
/// owns the storage; nothing is allocated but by the Resolver.
///
/// **After `close()` it may be opened again at once, but its memory is given back only when
/// `idle()`: libuv lets go of closed handles one turn of the loop later.**
///
/// Sockets are close-on-exec and never raise SIGPIPE, whatever the application does with it.
/// `Fault::detail` is an errno, or the Resolver's code for `name_not_resolved`.
class UvTcp final : public Transport, private Resolver::Query, private ConnectRace::Owner {
 public:
  /// Without a `resolver` only addresses can be opened; names are `name_not_resolved`. A Resolver
  /// is shared by the Transports of a loop and outlives them.
  explicit UvTcp(uv_loop_t& loop, Resolver* resolver = nullptr, const UvTcpOptions& options = {});
  UvTcp(const UvTcp&) = delete;
  UvTcp& operator=(const UvTcp&) = delete;

  Error open(const Endpoint& endpoint, Waker& waker) override;
  Result<size_t> read(MutableBytes to) override;
  Result<size_t> write(Bytes from) override;
  /// FIN by the kernel's orderly shutdown: what was written still goes out. What has arrived unread
  /// is thrown away; what arrives later makes the kernel answer with a reset, so a protocol that
  /// cares reads until the end before it closes.
  void close() override;
  Fault last_fault() const override { return fault_; }

  /// Closed, and the loop has let go of everything: the memory may be reused.
  bool idle() const { return state_ == State::closed && !poll_busy_ && race_.idle(); }

 private:
  enum class State : uint8_t { closed, waiting, resolving, connecting, connected, failed };

  void on_answer(const Answer& answer) override;
  void on_race_over() override;
  void on_race_idle() override;
  void begin();
  void race(const IpAddress* list, size_t count);
  void finish_race();
  int poll_socket(int socket);
  void fail(Error error, int code);
  Error would_block(int event);
  Error broken(int code);
  void poll(int events);
  void wake();
  static void on_event(uv_poll_t* poll, int status, int events);
  static void on_poll_closed(uv_handle_t* handle);

  uv_loop_t& loop_;
  Resolver* resolver_;
  UvTcpOptions options_;
  ConnectRace race_;
  uv_poll_t poll_;
  const Endpoint* endpoint_ = nullptr;
  Waker* waker_ = nullptr;
  Fault fault_;
  int socket_ = -1;
  int armed_ = 0;   // What the core waits for: UV_READABLE, UV_WRITABLE.
  int polled_ = 0;  // What libuv watches for.
  State state_ = State::closed;
  bool poll_busy_ = false;   // `poll_` belongs to libuv, until it has let go of it.
  bool open_armed_ = false;  // open() returned would_block.
};

}  // namespace uc8
