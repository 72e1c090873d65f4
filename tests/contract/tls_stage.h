// SPDX-License-Identifier: Apache-2.0
//
// What the tests of TLS work with: a rig over memory, built by the test itself, taken down for it.
#pragma once

#include "contract/tls_rig.h"

namespace uc8::test {

struct TlsStage {
  TlsMemoryRig* rig = nullptr;
  Probe* probe = nullptr;

  /// Builds the rig. Called once by each test.
  void build(const TlsServerOptions& options = good_server(), bool trusting = true) {
    rig = new TlsMemoryRig(options, trusting);
    probe = new Probe(*rig);
  }
  /// Names the server otherwise; the port stays.
  void set_host(const char* host) { rig->set_endpoint({host, 1}); }
  Error open() { return open_fully(*rig, *probe); }
  /// Closes, and lets the server see it.
  void close() {
    probe->close();
    settle(*rig);
  }
  Fault fault() const { return rig->tls.last_fault(); }
};

inline int set_up_tls(void** state) {
  *state = new TlsStage;
  return 0;
}

inline int tear_down_tls(void** state) {
  auto* stage = static_cast<TlsStage*>(*state);
  const bool broken = stage->probe != nullptr && stage->probe->violation != nullptr;
  delete stage->probe;
  delete stage->rig;
  delete stage;
  return broken ? -1 : 0;
}

inline TlsStage& tls_stage(void** state) {
  return *static_cast<TlsStage*>(*state);
}

}  // namespace uc8::test
