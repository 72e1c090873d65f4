// SPDX-License-Identifier: Apache-2.0
//
// The Transport that other tests build on keeps the contract too, also when it is slow.
#include "contract/memory_rig.h"
#include "contract/transport_contract.h"

namespace {

using uc8::test::MemoryRig;
using uc8::test::Rig;

Rig* make_plain() {
  return new MemoryRig;
}

Rig* make_slow() {
  auto* rig = new MemoryRig;
  rig->memory().script.chunk_max = 7;
  rig->memory().script.capacity = 4096;
  rig->memory().script.turns_to_open = 3;
  return rig;
}

Rig* make_immediate() {
  auto* rig = new MemoryRig;
  rig->memory().script.turns_to_open = 0;
  return rig;
}

}  // namespace

int main() {
  return uc8::test::run_transport_contract("memory", make_plain) +
         uc8::test::run_transport_contract("memory, in small pieces", make_slow) +
         uc8::test::run_transport_contract("memory, open at once", make_immediate);
}
