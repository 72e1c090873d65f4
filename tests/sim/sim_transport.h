// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/wire.h"
#include "uc8/port/transport.h"

namespace uc8::sim {

/// The Transport of one simulated process. It obeys the rule of its interface to the letter, and
/// holds the library to its own half.
class SimTransport final : public Transport, private WireEnd {
 public:
  /// `accept` gives a wire that stands to the server; false: nobody listens there.
  using Accept = std::function<bool(const std::shared_ptr<Wire>&)>;
  SimTransport(Stage& stage, int process, Accept accept)
      : stage_(stage), process_(process), accept_(std::move(accept)) {}

  Error open(const Endpoint& endpoint, Waker& waker) override;
  Result<size_t> read(MutableBytes to) override;
  Result<size_t> write(Bytes from) override;
  void close() override;
  Fault last_fault() const override { return fault_; }

  bool is_closed() const { return state_ == State::closed; }
  /// The connection's number, for the books; 0: none.
  int session() const { return wire_ ? wire_->number() : 0; }
  /// The process dies. `silently`: as by a power loss, else its kernel resets the connection.
  void kill(bool silently);

 private:
  enum class State { closed, connecting, open, failed };

  void on_wire() override { wake_if_due(); }
  void begin(const Endpoint& endpoint, Waker& waker);
  void decide();
  void complete(Error error);
  Error fail_with(Fault fault);
  bool may_move(const char* call);
  bool has_reason() const;
  void wake_if_due();
  void wake_soon(bool is_spurious);
  void breach(const char* what);
  void check_repeated(Bytes from);

  Stage& stage_;
  int process_;
  Accept accept_;
  State state_ = State::closed;
  std::shared_ptr<Wire> wire_;
  Waker* waker_ = nullptr;
  Endpoint endpoint_;
  Fault fault_;
  uint64_t life_ = 0;    ///< Counts opens and closes; a wake-up of an earlier life is void.
  std::string blocked_;  ///< What the last write(), which would have blocked, began with.
  bool open_armed_ = false;
  bool read_armed_ = false;
  bool write_armed_ = false;
  bool is_waking_ = false;
  bool is_dead_ = false;
};

}  // namespace uc8::sim
