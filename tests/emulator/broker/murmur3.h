// SPDX-License-Identifier: Apache-2.0
// MurmurHash3 x86 32 with seed 0, the highest bit cleared, as Pulsar has it.
#pragma once

#include <cstdint>
#include <string_view>

namespace uc8::emulator {

uint32_t murmur3_32(std::string_view bytes);

}  // namespace uc8::emulator
