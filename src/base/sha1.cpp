// SPDX-License-Identifier: Apache-2.0
#include "base/sha1.h"

#include <string.h>

namespace uc8 {

namespace {

struct State {
  uint32_t h[5];
};

uint32_t rotated(uint32_t value, unsigned by) {
  return value << by | value >> (32 - by);
}

uint32_t big_endian(const uint8_t* from) {
  return uint32_t{from[0]} << 24 | uint32_t{from[1]} << 16 | uint32_t{from[2]} << 8 | from[3];
}

/// FIPS 180-4 §6.1.3: the schedule in a circle of 16 words.
uint32_t scheduled(uint32_t (&w)[16], unsigned t) {
  if (t >= 16) {
    const uint32_t mixed = w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15] ^ w[t & 15];
    w[t & 15] = rotated(mixed, 1);
  }
  return w[t & 15];
}

uint32_t round_function(unsigned t, uint32_t b, uint32_t c, uint32_t d) {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999u;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1u;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcu;
  return (b ^ c ^ d) + 0xca62c1d6u;
}

void add_block(State& state, const uint8_t* block) {
  uint32_t w[16];
  for (unsigned i = 0; i < 16; ++i) w[i] = big_endian(block + 4 * i);
  State s = state;
  for (unsigned t = 0; t < 80; ++t) {
    const uint32_t next =
        rotated(s.h[0], 5) + round_function(t, s.h[1], s.h[2], s.h[3]) + s.h[4] + scheduled(w, t);
    s.h[4] = s.h[3];
    s.h[3] = s.h[2];
    s.h[2] = rotated(s.h[1], 30);
    s.h[1] = s.h[0];
    s.h[0] = next;
  }
  for (unsigned i = 0; i < 5; ++i) state.h[i] += s.h[i];
}

}  // namespace

void sha1(Bytes message, uint8_t (&digest)[20]) {
  State state = {{0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u}};
  size_t done = 0;
  for (; message.size - done >= 64; done += 64) add_block(state, message.data + done);

  uint8_t last[64] = {};
  const size_t rest = message.size - done;
  if (rest > 0) memcpy(last, message.data + done, rest);
  last[rest] = 0x80;
  if (rest >= 56) {  // The eight bytes of the length need a block of their own.
    add_block(state, last);
    memset(last, 0, sizeof last);
  }
  const uint64_t bits = uint64_t{message.size} * 8;
  for (unsigned i = 0; i < 8; ++i) last[56 + i] = static_cast<uint8_t>(bits >> (56 - 8 * i));
  add_block(state, last);
  for (unsigned i = 0; i < 20; ++i) {
    digest[i] = static_cast<uint8_t>(state.h[i / 4] >> (24 - 8 * (i % 4)));
  }
}

}  // namespace uc8
