// SPDX-License-Identifier: Apache-2.0
#include "sim/sim_transport.h"

#include <string.h>

#include <algorithm>

namespace uc8::sim {

namespace {

constexpr int32_t kReset = 104;
constexpr int32_t kRefused = 111;
constexpr int32_t kNoName = -3008;

}  // namespace

void SimTransport::breach(const char* what) {
  stage_.findings.violated("transport_rule", "process %d: %s", process_, what);
}

Error SimTransport::open(const Endpoint& endpoint, Waker& waker) {
  if (state_ == State::closed) begin(endpoint, waker);
  if (endpoint.host != endpoint_.host || &waker != waker_) breach("open() with other arguments");
  if (state_ == State::failed) return fault_.error;
  if (state_ == State::open) return Error::ok;
  open_armed_ = true;
  return Error::would_block;
}

void SimTransport::begin(const Endpoint& endpoint, Waker& waker) {
  if (strcmp(endpoint.host, "api-gdn.example") != 0 || endpoint.port != 443) breach("endpoint");
  ++life_;
  endpoint_ = endpoint;
  waker_ = &waker;
  fault_ = Fault();
  blocked_.clear();
  state_ = State::connecting;
  decide();
}

// What becomes of this attempt, and when.
void SimTransport::decide() {
  Dice& dice = stage_.network_dice;
  const Faults& faults = stage_.scenario.faults;
  if (stage_.strikes(faults.silent_connect, dice)) return;
  Error error = Error::ok;
  if (stage_.strikes(faults.refuse, dice)) {
    error = dice.chance(20) ? Error::name_not_resolved : Error::connection_lost;
  }
  if (dice.chance(20)) {
    complete(error);  // At once: a return value.
    return;
  }
  const uint64_t life = life_;
  stage_.clock.after(1 + dice.below(stage_.scenario.latency_max + 1) * 2, [this, life, error] {
    if (is_dead_ || life != life_) return;
    complete(error);
    wake_if_due();
  });
}

void SimTransport::complete(Error error) {
  if (error == Error::ok) {
    wire_ = std::make_shared<Wire>(stage_, stage_.books.next_session(), process_);
    wire_->attach(Wire::client, this);
    if (!accept_(wire_)) error = Error::connection_lost;
  }
  stage_.findings.trace("process %d: connection %d: %s", process_, session(), name_of(error));
  if (error == Error::ok) {
    state_ = State::open;
    wire_->connected();
    return;
  }
  wire_.reset();
  const bool no_name = error == Error::name_not_resolved;
  (void)fail_with({error, Origin::system, no_name ? kNoName : kRefused});
}

Error SimTransport::fail_with(Fault fault) {
  fault_ = fault;
  state_ = State::failed;
  return fault.error;
}

bool SimTransport::may_move(const char* call) {
  if (state_ == State::open) return true;
  stage_.findings.violated("transport_rule", "process %d: %s() on a connection that is not open",
                           process_, call);
  return false;
}

Result<size_t> SimTransport::read(MutableBytes to) {
  if (!may_move("read")) return Error::connection_lost;
  if (to.size == 0) breach("read() of nothing");
  if (wire_->broken(Wire::client))
    return fail_with({Error::connection_lost, Origin::system, kReset});
  size_t size = std::min(to.size, stage_.scenario.chunk_max);
  if (size > 1) size = stage_.network_dice.between(1, size);
  const size_t got = wire_->read(Wire::client, reinterpret_cast<char*>(to.data), size);
  if (got > 0 || wire_->ended(Wire::client)) return got;
  read_armed_ = true;
  if (stage_.scenario.wakes_spuriously && stage_.network_dice.chance(3)) wake_soon(true);
  return Error::would_block;
}

// A port may have encrypted the first bytes by then.
void SimTransport::check_repeated(Bytes from) {
  const bool is_repeated =
      from.size >= blocked_.size() && memcmp(from.data, blocked_.data(), blocked_.size()) == 0;
  if (!is_repeated) breach("a write() that was blocked is not repeated");
  blocked_.clear();
}

Result<size_t> SimTransport::write(Bytes from) {
  if (!may_move("write")) return Error::connection_lost;
  if (from.size == 0) breach("write() of nothing");
  check_repeated(from);
  if (wire_->broken(Wire::client))
    return fail_with({Error::connection_lost, Origin::system, kReset});
  const char* bytes = reinterpret_cast<const char*>(from.data);
  const size_t taken = wire_->write(Wire::client, bytes, from.size);
  if (taken > 0) return taken;
  write_armed_ = true;
  blocked_.assign(bytes, from.size);
  if (stage_.plants(Plant::forget_blocked_write)) blocked_[0] = static_cast<char>(~blocked_[0]);
  return Error::would_block;
}

void SimTransport::close() {
  if (state_ == State::closed) return;
  ++life_;
  if (wire_) {
    wire_->attach(Wire::client, nullptr);
    // A kernel answers what nobody will read with a reset, and then what it has not sent is lost.
    if (wire_->readable(Wire::client) > 0) {
      wire_->abort(Wire::client);
    } else {
      wire_->finish(Wire::client);
    }
    wire_.reset();
  }
  open_armed_ = read_armed_ = write_armed_ = is_waking_ = false;
  state_ = State::closed;
}

void SimTransport::kill(bool silently) {
  is_dead_ = true;
  if (!wire_) return;
  wire_->attach(Wire::client, nullptr);
  if (silently) {
    wire_->go_dark();
  } else {
    wire_->abort(Wire::client);
  }
  wire_.reset();
}

bool SimTransport::has_reason() const {
  if (open_armed_ && state_ != State::connecting) return true;
  if (!wire_) return false;
  if ((read_armed_ || write_armed_) && wire_->broken(Wire::client)) return true;
  if (read_armed_ && (wire_->readable(Wire::client) > 0 || wire_->ended(Wire::client))) return true;
  return write_armed_ && wire_->room(Wire::client) > 0;
}

void SimTransport::wake_if_due() {
  if (has_reason()) wake_soon(false);
}

void SimTransport::wake_soon(bool is_spurious) {
  if (is_dead_ || is_waking_) return;
  is_waking_ = true;
  const Millis delay =
      is_spurious ? 1 + stage_.network_dice.below(50) : stage_.network_dice.below(2);
  stage_.clock.after(delay, [this, life = life_] {
    if (is_dead_ || life != life_) return;
    is_waking_ = false;
    if (!(open_armed_ || read_armed_ || write_armed_)) return;
    open_armed_ = read_armed_ = write_armed_ = false;
    waker_->on_ready();
  });
}

}  // namespace uc8::sim
