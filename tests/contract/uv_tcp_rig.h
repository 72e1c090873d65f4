// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "contract/loopback_peer.h"
#include "contract/rig.h"
#include "contract/uv_turn.h"
#include "uc8/port/uv_tcp.h"

// Last: it defines `fail`, which the port has as a function.
#include "support/cmocka.h"

namespace uc8::test {

/// UvTcp on a loop of its own, with a server on the loopback.
class UvTcpRig final : public Rig {
 public:
  explicit UvTcpRig(Resolver* resolver = nullptr, const UvTcpOptions& options = {})
      : tcp_(loop_.loop(), resolver, options), endpoint_{"127.0.0.1", peer_.port()} {}

  Transport& transport() override { return tcp_; }
  const Endpoint& endpoint() override { return endpoint_; }
  Peer& peer() override { return peer_; }
  void turn() override {
    peer_.turn();
    loop_.turn();
  }
  bool idle() override { return tcp_.idle(); }

  UvTcp& tcp() { return tcp_; }
  LoopbackPeer& loopback() { return peer_; }
  UvTurn& uv() { return loop_; }
  void set_endpoint(const Endpoint& endpoint) { endpoint_ = endpoint; }

 private:
  UvTurn loop_;
  LoopbackPeer peer_;
  UvTcp tcp_;
  Endpoint endpoint_;
};

/// Closes, lets the loop come to rest and deletes both. 0, or -1 if the probe saw the contract
/// broken.
inline int take_down(UvTcpRig* rig, Probe* probe) {
  probe->close();
  for (int i = 0; i < kTurnsMax && !rig->idle(); ++i) rig->turn();
  const char* const violation = probe->violation;
  if (violation != nullptr) print_error("broken: %s\n", violation);
  delete probe;
  delete rig;
  return violation == nullptr ? 0 : -1;
}

}  // namespace uc8::test
