// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "contract/rig.h"
#include "support/memory_transport.h"

namespace uc8::test {

/// The MemoryTransport with itself as its peer.
class MemoryRig final : public Rig {
 public:
  Transport& transport() override { return memory_; }
  const Endpoint& endpoint() override { return endpoint_; }
  Peer& peer() override { return memory_; }
  void turn() override { memory_.turn(); }
  bool idle() override { return true; }
  MemoryTransport& memory() { return memory_; }

 private:
  MemoryTransport memory_;
  Endpoint endpoint_ = {"memory", 1};
};

}  // namespace uc8::test
