// SPDX-License-Identifier: Apache-2.0
//
// The last word of a program that found itself wrong, unless the application has its own.
#include "base/assert.h"

extern "C" __attribute__((weak)) void uc8_panic(const char* what) {
  (void)what;  // Left in its register for a debugger.
  __builtin_trap();
}

// Out of line, so that an assertion costs no more than a branch.
extern "C" void uc8_broken_invariant() {
  uc8_panic("uc8: broken invariant");
}

// What the compiler calls for a pure virtual function. Ours, so that no C++ runtime is linked.
extern "C" __attribute__((weak)) void __cxa_pure_virtual() {
  uc8_panic("uc8: pure virtual function called");
}
