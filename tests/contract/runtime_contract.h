// SPDX-License-Identifier: Apache-2.0
//
// What every Runtime does. See ports/README.md.
#pragma once

#include "uc8/port/runtime.h"

namespace uc8::test {

/// A Runtime under test, and how its time passes.
class RuntimeRig {
 public:
  virtual ~RuntimeRig() = default;
  virtual Runtime& runtime() = 0;
  /// One turn of the loop; time goes on by a millisecond or so.
  virtual void turn() = 0;
};

/// Runs the suite; each test on a fresh rig from `make` (with `new`). The number of failures.
int run_runtime_contract(const char* port, RuntimeRig* (*make)());

}  // namespace uc8::test
