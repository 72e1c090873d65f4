// SPDX-License-Identifier: Apache-2.0
//
// What every Transport does, whatever it is made of. See ports/README.md.
#pragma once

#include "contract/rig.h"

namespace uc8::test {

/// Runs the suite; each test on a fresh rig from `make` (with `new`). The number of failures.
int run_transport_contract(const char* port, Rig* (*make)());

}  // namespace uc8::test
