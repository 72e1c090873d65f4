// SPDX-License-Identifier: Apache-2.0
#include "base/divide.h"

namespace uc8 {

uint16_t divide(uint64_t& value, uint16_t divisor) {
  uint32_t rest = 0;
  for (unsigned digit = 0; digit < 4; ++digit) {
    // The digit at the top leaves, its quotient enters at the bottom.
    rest = rest << 16 | static_cast<uint32_t>(value >> 48);
    value = value << 16 | rest / divisor;
    rest %= divisor;
  }
  return static_cast<uint16_t>(rest);
}

}  // namespace uc8
