// SPDX-License-Identifier: Apache-2.0
//
// Checks of our own invariants. What a server sends is never asserted, only validated.
#pragma once

#include "uc8/port/panic.h"

// Release builds keep every check and spare the texts: a debugger finds the place by the caller.
extern "C" [[noreturn]] void uc8_broken_invariant();
#ifdef NDEBUG
#define UC8_ASSERT(condition)                 \
  do {                                        \
    if (!(condition)) uc8_broken_invariant(); \
  } while (false)
#else
#define UC8_ASSERT(condition)                                   \
  do {                                                          \
    if (!(condition)) uc8_panic("uc8: assertion: " #condition); \
  } while (false)
#endif
