// SPDX-License-Identifier: Apache-2.0
#include "contract/tls_rig.h"
#include "contract/transport_contract.h"
#include "contract/uv_tcp_rig.h"

namespace {

uc8::test::Rig* make() {
  return new uc8::test::TlsRig(new uc8::test::UvTcpRig, uc8::test::good_server());
}

}  // namespace

int main() {
  return uc8::test::run_transport_contract("TLS over libuv TCP", make);
}
