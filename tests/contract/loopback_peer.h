// SPDX-License-Identifier: Apache-2.0
//
// A TCP server on the loopback for one client at a time, made of plain sockets: nothing of it is
// shared with what it tests.
#pragma once

#include <stdint.h>

#include "support/peer.h"

namespace uc8::test {

class LoopbackPeer final : public Peer {
 public:
  /// Listens at a port that the system chooses.
  LoopbackPeer();
  ~LoopbackPeer();
  LoopbackPeer(const LoopbackPeer&) = delete;

  uint16_t port() const { return port_; }
  /// Takes a new connection if there is one; the last one is then forgotten.
  void turn();

  bool connected() const override { return client_ >= 0; }
  int connections() const override { return connections_; }
  size_t send(Bytes from) override;
  size_t receive(MutableBytes to) override;
  bool ended() const override { return ended_; }
  void end() override;
  void reset() override;
  /// Closes the connection in good order; what comes afterwards is answered by a reset.
  void leave() { drop(); }

 private:
  void drop();

  int listener_ = -1;
  int client_ = -1;
  uint16_t port_ = 0;
  int connections_ = 0;
  bool ended_ = false;
};

}  // namespace uc8::test
