// SPDX-License-Identifier: Apache-2.0
//
// A Transport without a network: two bounded pipes, and a test that decides when and what happens.
#pragma once

#include <string>

#include "support/peer.h"
#include "uc8/port/transport.h"

namespace uc8::test {

/// What goes wrong, or slowly, on a MemoryTransport. May be changed at any time.
struct MemoryScript {
  size_t capacity = 64 * 1024;         ///< Of each direction.
  size_t chunk_max = SIZE_MAX;         ///< Bytes that one read() or write() moves at most.
  int turns_to_open = 1;               ///< open() would block for so many turns; 0: not at all.
  Fault open_fault = {};               ///< How open() ends, if not well.
  bool spurious = false;               ///< Each turn calls an armed Waker, ready or not.
  size_t fail_after_bytes = SIZE_MAX;  ///< Then both directions are `break_fault`.
  Fault break_fault = {Error::connection_lost, Origin::system, 104};
};

/// **`on_ready()` is called by `turn()` and by nothing else.**
class MemoryTransport final : public Transport, public Peer {
 public:
  MemoryScript script;

  // --- The core's side.
  Error open(const Endpoint& endpoint, Waker& waker) override;
  Result<size_t> read(MutableBytes to) override;
  Result<size_t> write(Bytes from) override;
  void close() override;
  Fault last_fault() const override { return fault_; }

  /// One turn of the loop: calls the Waker if it is armed and there is a reason.
  void turn();
  bool is_open() const { return state_ == State::open; }
  /// Calls of write() that took bytes: as many segments or records.
  int writes() const { return writes_; }
  const std::string& host() const { return host_; }

  // --- The peer's side.
  bool connected() const override { return state_ == State::open; }
  int connections() const override { return connections_; }
  size_t send(Bytes from) override;
  size_t receive(MutableBytes to) override;
  bool ended() const override { return client_ended_ && to_peer_.empty(); }
  void end() override { peer_ended_ = true; }
  void reset() override { (void)fail_with(script.break_fault); }

 private:
  enum class State : uint8_t { closed, opening, open, failed };
  using Pipe = std::string;  // Has its memory from open() on.
  Error fail_with(Fault fault);
  size_t pour(Bytes from, Pipe* to, size_t max);
  size_t draw(Pipe* from, MutableBytes to, size_t max);
  bool count(size_t moved);
  bool has_reason() const;

  State state_ = State::closed;
  Waker* waker_ = nullptr;
  Fault fault_;
  Pipe to_peer_;
  Pipe to_core_;
  std::string host_;
  int turns_left_ = 0;
  int connections_ = 0;
  int writes_ = 0;
  size_t moved_ = 0;
  bool open_armed_ = false;
  bool read_armed_ = false;
  bool write_armed_ = false;
  bool peer_ended_ = false;
  bool client_ended_ = false;
};

}  // namespace uc8::test
