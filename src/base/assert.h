// SPDX-License-Identifier: Apache-2.0
//
// Checks of our own invariants. What a server sends is never asserted, only validated.
#pragma once

#include "uc8/port/panic.h"

#define UC8_ASSERT(condition)                                   \
  do {                                                          \
    if (!(condition)) uc8_panic("uc8: assertion: " #condition); \
  } while (false)
