// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

inline constexpr Millis kBackoffFirstMs = 500;
inline constexpr Millis kBackoffCapMs = 30'000;

/// Full jitter: uniform between 0 and a bound that doubles with each attempt, so that a thousand
/// devices that lost the same server do not come back together. `attempt` counts from 1;
/// `random` is uniform over 32 bits.
constexpr Millis backoff_ms(uint16_t attempt, uint32_t random) {
  Millis bound = kBackoffFirstMs;
  for (uint16_t i = 1; i < attempt && bound < kBackoffCapMs; ++i) bound *= 2;
  if (bound > kBackoffCapMs) bound = kBackoffCapMs;
  return (bound * random) >> 32;
}

}  // namespace uc8
