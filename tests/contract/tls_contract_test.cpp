// SPDX-License-Identifier: Apache-2.0
#include "contract/tls_rig.h"
#include "contract/transport_contract.h"

namespace {

using uc8::test::Rig;
using uc8::test::TlsMemoryRig;

Rig* make() {
  return new TlsMemoryRig;
}

// Records arrive in small pieces, and go out so.
Rig* make_slow() {
  auto* rig = new TlsMemoryRig;
  rig->memory().script.chunk_max = 101;
  rig->memory().script.capacity = 3000;
  return rig;
}

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
Rig* make_1_3() {
  uc8::test::TlsServerOptions options = uc8::test::good_server();
  options.tls_1_3 = true;
  return new TlsMemoryRig(options);
}
#endif

}  // namespace

int main() {
  int failures = uc8::test::run_transport_contract("TLS 1.2 over memory", make);
  failures += uc8::test::run_transport_contract("TLS 1.2 over memory, in small pieces", make_slow);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  failures += uc8::test::run_transport_contract("TLS 1.3 over memory", make_1_3);
#endif
  return failures;
}
