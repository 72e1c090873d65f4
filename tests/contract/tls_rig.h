// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "contract/memory_rig.h"
#include "contract/rig.h"
#include "contract/tls_server.h"
#include "support/manual_runtime.h"
#include "uc8/port/mbedtls.h"

namespace uc8::test {

/// Options of a server whose certificate is in order: for "memory" and 127.0.0.1.
TlsServerOptions good_server();

/// TlsTransport on top of another rig, whose peer becomes a TLS server. The client trusts
/// Authority::shared(), unless `trusting` is false.
class TlsRig : public Rig {
 public:
  TlsRig(Rig* below, const TlsServerOptions& options, bool trusting = true);
  ~TlsRig() override;

  Transport& transport() override { return tls; }
  const Endpoint& endpoint() override { return endpoint_; }
  Peer& peer() override { return server; }
  void turn() override;
  bool idle() override { return below_->idle(); }
  void set_endpoint(const Endpoint& endpoint) { endpoint_ = endpoint; }

 private:
  std::unique_ptr<Rig> below_;
  Endpoint endpoint_;

 public:
  ManualRuntime runtime;
  TlsTrust trust;
  TlsTransport tls;
  TlsServer server;
};

/// The same over memory, with the pipes at hand.
class TlsMemoryRig final : public TlsRig {
 public:
  explicit TlsMemoryRig(const TlsServerOptions& options = good_server(), bool trusting = true)
      : TlsMemoryRig(new MemoryRig, options, trusting) {}
  MemoryTransport& memory() { return rig_.memory(); }

 private:
  TlsMemoryRig(MemoryRig* below, const TlsServerOptions& options, bool trusting)
      : TlsRig(below, options, trusting), rig_(*below) {}
  MemoryRig& rig_;
};

}  // namespace uc8::test
