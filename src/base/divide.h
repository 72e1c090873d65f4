// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace uc8 {

/// Divides `value` in place; answers the remainder. Long division by 16-bit digits, because the
/// 64-bit division of a 32-bit machine is a library function of about 700 bytes.
/// Precondition: divisor > 0.
uint16_t divide(uint64_t& value, uint16_t divisor);

}  // namespace uc8
