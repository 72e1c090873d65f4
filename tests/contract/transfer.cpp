// SPDX-License-Identifier: Apache-2.0
#include "contract/transfer.h"

#include <string.h>

#include <algorithm>
#include <vector>

namespace uc8::test {
namespace {

constexpr size_t kChunkMax = 40'000;  // More than two TLS records.

// What is sent in either direction: bytes with no period that a buffer size could hide.
const std::vector<uint8_t>& stream() {
  static const std::vector<uint8_t> bytes = [] {
    std::vector<uint8_t> made(Transfer::kSizeMax);
    uint64_t mixed = 0;
    for (uint8_t& byte : made) byte = static_cast<uint8_t>((mixed += 0x9E3779B97F4A7C15ULL) >> 56);
    return made;
  }();
  return bytes;
}

bool matches(const uint8_t* from, size_t position, size_t size) {
  return memcmp(from, stream().data() + position, size) == 0;
}

uint8_t block[kChunkMax];  // What arrives.

}  // namespace

Transfer::Transfer(Rig& rig, Probe& probe, const Shape& shape)
    : rig_(rig), probe_(probe), shape_(shape), dice_(shape.seed * 0x2545F4914F6CDD1DULL) {}

size_t Transfer::roll(size_t below) {
  dice_ ^= dice_ >> 12;
  dice_ ^= dice_ << 25;
  dice_ ^= dice_ >> 27;
  return static_cast<size_t>((dice_ * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

Transfer::Outcome Transfer::run() {
  int idle_turns = 0;
  while (!finished() && outcome_.problem[0] == '\0') {
    const size_t before = written_ + arrived_ + sent_ + got_;
    const bool waits = !core_step();
    if (!shape_.start_with_full_pipe || outcome_.blocked_writes > 0) peer_reads();
    peer_writes();
    if (waits && !shape_.impatient) {
      wait_to_be_woken();
    } else {
      rig_.turn();
    }
    idle_turns = written_ + arrived_ + sent_ + got_ == before ? idle_turns + 1 : 0;
    if (idle_turns > 100) outcome_.problem = "nothing moves any more";
  }
  return outcome_;
}

// Every byte that is left needs the core, which waits for its on_ready() and for nothing else.
void Transfer::wait_to_be_woken() {
  const int wakes = probe_.wakes;
  for (int i = 0; i < kTurnsMax && probe_.wakes == wakes && !finished(); ++i) {
    rig_.turn();
    if (!shape_.start_with_full_pipe || outcome_.blocked_writes > 0) peer_reads();
    peer_writes();
  }
  if (probe_.wakes == wakes && !finished()) outcome_.problem = "nobody was woken";
}

bool Transfer::finished() const {
  return arrived_ == shape_.to_peer && got_ == shape_.to_core;
}

// False when both directions are waiting to be woken (or have nothing to do).
bool Transfer::core_step() {
  const bool reads = core_reads();
  const bool writes = core_writes();
  return reads || writes;
}

bool Transfer::core_reads() {
  const size_t size = 1 + roll(kChunkMax);
  const Result<size_t> result = probe_.read({block, size});
  if (result.error() == Error::would_block) return false;
  if (!result.ok() || result.value() == 0) {
    outcome_.problem = "read() failed or ended";
    return false;
  }
  if (!matches(block, got_, result.value())) outcome_.problem = "wrong bytes at the core";
  got_ += result.value();
  return true;
}

bool Transfer::core_writes() {
  const size_t left = shape_.to_peer - written_;
  if (left == 0) return false;
  // At least what would block last time, and sometimes more.
  const size_t size = std::min({left, std::max(blocked_, 1 + roll(kChunkMax)), kChunkMax});
  const Result<size_t> result = probe_.write({stream().data() + written_, size});
  if (result.error() == Error::would_block) {
    blocked_ = size;
    ++outcome_.blocked_writes;
    // That was the point; a little more, to see it go on.
    if (shape_.start_with_full_pipe) shape_.to_peer = std::min(shape_.to_peer, written_ + 100'000);
    return false;
  }
  if (!result.ok()) {
    outcome_.problem = "write() failed";
    return false;
  }
  written_ += result.value();
  blocked_ = 0;
  return true;
}

void Transfer::peer_reads() {
  const size_t got = rig_.peer().receive({block, 1 + roll(kChunkMax)});
  if (!matches(block, arrived_, got)) outcome_.problem = "wrong bytes at the peer";
  arrived_ += got;
}

void Transfer::peer_writes() {
  const size_t size = std::min(shape_.to_core - sent_, 1 + roll(kChunkMax));
  if (size == 0) return;
  sent_ += rig_.peer().send({stream().data() + sent_, size});
}

}  // namespace uc8::test
