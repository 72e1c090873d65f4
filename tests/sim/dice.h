// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace uc8::sim {

/// Every decision of a simulation comes from one of these; so a seed is the whole of it.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  uint64_t
  next() {  // splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators".
    uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  uint64_t below(uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
  /// Both ends are possible.
  uint64_t between(uint64_t low, uint64_t high) { return low + below(high - low + 1); }
  bool chance(unsigned percent) { return below(100) < percent; }
  bool coin() { return chance(50); }
  /// Dice of its own, so that what one part of the world throws does not shift the others'.
  Dice fork() { return Dice(next()); }

 private:
  uint64_t state_;
};

}  // namespace uc8::sim
