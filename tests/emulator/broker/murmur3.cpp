// SPDX-License-Identifier: Apache-2.0
#include "broker/murmur3.h"

#include <cstddef>

namespace uc8::emulator {
namespace {

uint32_t rotate(uint32_t value, int by) {
  return value << by | value >> (32 - by);
}

uint32_t scramble(uint32_t k) {
  return rotate(k * 0xcc9e2d51u, 15) * 0x1b873593u;
}

uint32_t little_endian(std::string_view bytes) {
  uint32_t k = 0;
  for (size_t i = bytes.size(); i-- > 0;) k = k << 8 | static_cast<uint8_t>(bytes[i]);
  return k;
}

}  // namespace

uint32_t murmur3_32(std::string_view bytes) {
  uint32_t h = 0;
  const size_t whole = bytes.size() / 4 * 4;
  for (size_t i = 0; i < whole; i += 4) {
    h ^= scramble(little_endian(bytes.substr(i, 4)));
    h = rotate(h, 13) * 5 + 0xe6546b64u;
  }
  if (whole < bytes.size()) h ^= scramble(little_endian(bytes.substr(whole)));
  h ^= static_cast<uint32_t>(bytes.size());
  h = (h ^ h >> 16) * 0x85ebca6bu;
  h = (h ^ h >> 13) * 0xc2b2ae35u;
  h ^= h >> 16;
  return h & 0x7fffffffu;
}

}  // namespace uc8::emulator
