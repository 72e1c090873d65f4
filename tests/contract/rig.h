// SPDX-License-Identifier: Apache-2.0
//
// A Transport under test with its other end and the loop that moves both. One per port.
#pragma once

#include "support/peer.h"
#include "uc8/port/transport.h"

namespace uc8::test {

class Rig {
 public:
  virtual ~Rig() = default;
  virtual Transport& transport() = 0;
  virtual const Endpoint& endpoint() = 0;
  virtual Peer& peer() = 0;
  /// One turn of the loop and of the peer. Waits a moment, at most, if there is nothing to do.
  virtual void turn() = 0;
  /// Nothing of the transport is left in the loop.
  virtual bool idle() = 0;
};

/// Calls the Transport under test for the tests, and watches that it keeps the one rule: an
/// on_ready() for each would_block, none without, none from inside a call, none after close().
class Probe final : public Transport::Waker {
 public:
  explicit Probe(Rig& rig) : rig_(rig) {}

  Error open();
  Result<size_t> read(MutableBytes to);
  Result<size_t> write(Bytes from);
  void close();
  void on_ready() override;

  /// How often it was woken.
  int wakes = 0;
  /// What was broken, or null. Not an assertion at once: that would jump out of the loop.
  const char* violation = nullptr;

 private:
  Rig& rig_;
  bool inside_ = false;
  bool armed_ = false;
};

/// Turns until `wakes` of the probe goes up. False if it does not in a fair time.
bool turn_until_woken(Rig& rig, Probe& probe);
/// Opens, and turns until both sides are connected. The last result of open().
Error open_fully(Rig& rig, Probe& probe);
/// Enough turns for whatever is under way on a loopback to arrive.
void settle(Rig& rig);

/// How many turns any test waits for anything, each about a millisecond at most: a deadline.
constexpr int kTurnsMax = 10'000;

}  // namespace uc8::test
