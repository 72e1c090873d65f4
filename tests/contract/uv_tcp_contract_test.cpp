// SPDX-License-Identifier: Apache-2.0
#include "contract/transport_contract.h"
#include "contract/uv_tcp_rig.h"

namespace {

uc8::test::Rig* make() {
  return new uc8::test::UvTcpRig;
}

}  // namespace

int main() {
  return uc8::test::run_transport_contract("libuv TCP", make);
}
