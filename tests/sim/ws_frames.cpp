// SPDX-License-Identifier: Apache-2.0
#include "sim/ws_frames.h"

#include <stdint.h>

namespace uc8::sim {

namespace {

/// The bytes of an extended size behind the two of the head.
size_t extension(size_t size7) {
  return size7 == 126 ? 2 : size7 == 127 ? 8 : 0;
}

bool is_shortest(size_t size7, uint64_t size) {
  if (size7 == 126) return size >= 126;
  return size7 != 127 || size > 0xffff;
}

}  // namespace

std::string encode_frame(int opcode, const std::string& payload, bool is_final) {
  std::string out(1, static_cast<char>((is_final ? 0x80 : 0) | opcode));
  const uint64_t size = payload.size();
  const int bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
  out += static_cast<char>(bytes == 0 ? size : bytes == 2 ? 126 : 127);
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(size >> (8 * i));
  return out + payload;
}

FrameStatus take_frame(std::string* bytes, ClientFrame* out) {
  if (bytes->size() < 2) return FrameStatus::incomplete;
  const auto byte = [&](size_t at) { return static_cast<uint8_t>((*bytes)[at]); };
  const size_t size7 = byte(1) & 0x7f;
  out->opcode = byte(0) & 0x0f;
  const bool is_good =
      (byte(0) & 0xf0) == 0x80 && (byte(1) & 0x80) != 0 && (out->opcode < 8 || size7 < 126);
  if (!is_good) return FrameStatus::broken;
  const size_t head = 2 + extension(size7);
  if (bytes->size() < head + 4) return FrameStatus::incomplete;
  uint64_t size = size7;
  if (head > 2) {
    size = 0;
    for (size_t i = 2; i < head; ++i) size = size << 8 | byte(i);
    if (!is_shortest(size7, size)) return FrameStatus::broken;
  }
  if (bytes->size() - head - 4 < size) return FrameStatus::incomplete;
  out->payload = bytes->substr(head + 4, size);
  for (size_t i = 0; i < size; ++i) {
    out->payload[i] = static_cast<char>(out->payload[i] ^ (*bytes)[head + i % 4]);
  }
  bytes->erase(0, head + 4 + size);
  return FrameStatus::whole;
}

}  // namespace uc8::sim
