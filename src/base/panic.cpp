// SPDX-License-Identifier: Apache-2.0
//
// The last word of a program that found itself wrong, unless the application has its own.
#include "uc8/port/panic.h"

extern "C" __attribute__((weak)) void uc8_panic(const char* what) {
  (void)what;  // Left in its register for a debugger.
  __builtin_trap();
}

// What the compiler calls for a pure virtual function. Ours, so that no C++ runtime is linked.
extern "C" __attribute__((weak)) void __cxa_pure_virtual() {
  uc8_panic("pure virtual function called");
}
