// SPDX-License-Identifier: Apache-2.0
#include "base/sha1.h"

#include <string.h>

namespace uc8 {

namespace {

uint32_t rotated(uint32_t value, unsigned by) {
  return value << by | value >> (32 - by);
}

/// Byte i of the message with its padding, which is `size` bytes long (FIPS 180-4 §5.1.1).
uint8_t padded(Bytes message, size_t i, size_t size) {
  if (i < message.size) return message.data[i];
  if (i == message.size) return 0x80;
  const size_t from_end = size - 1 - i;
  const uint32_t bits = static_cast<uint32_t>(message.size * 8);
  return from_end < 4 ? static_cast<uint8_t>(bits >> 8 * from_end) : uint8_t{0};
}

uint32_t round_function(unsigned t, uint32_t b, uint32_t c, uint32_t d) {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999u;
  if (t >= 40 && t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcu;
  return (b ^ c ^ d) + (t < 40 ? 0x6ed9eba1u : 0xca62c1d6u);
}

/// FIPS 180-4 §6.1.3: the schedule `w` in a circle of 16 words.
void add_block(uint32_t (&h)[5], uint32_t (&w)[16]) {
  uint32_t s[5];
  memcpy(s, h, sizeof s);
  for (unsigned t = 0; t < 80; ++t) {
    uint32_t& word = w[t & 15];
    const uint32_t next = rotated(s[0], 5) + round_function(t, s[1], s[2], s[3]) + s[4] + word;
    word = rotated(w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15] ^ word, 1);
    memmove(s + 1, s, 4 * sizeof *s);
    s[2] = rotated(s[2], 30);
    s[0] = next;
  }
  for (unsigned i = 0; i < 5; ++i) h[i] += s[i];
}

}  // namespace

void sha1(Bytes message, uint8_t (&digest)[20]) {
  uint32_t h[] = {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u};
  uint32_t w[16];
  const size_t size = (message.size + 8) / 64 * 64 + 64;
  for (size_t i = 0; i < size; ++i) {
    w[i / 4 % 16] = w[i / 4 % 16] << 8 | padded(message, i, size);
    if (i % 64 == 63) add_block(h, w);
  }
  for (unsigned i = 0; i < 20; ++i) {
    digest[i] = static_cast<uint8_t>(h[i / 4] >> (24 - 8 * (i % 4)));
  }
}

}  // namespace uc8
