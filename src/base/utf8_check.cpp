// SPDX-License-Identifier: Apache-2.0
#include "base/utf8_check.h"

namespace uc8 {

bool Utf8Check::begin_character(uint8_t byte) {
  if (byte < 0x80) return true;
  if (byte < 0xC2 || byte > 0xF4) return false;
  missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  // RFC 3629 §4: what may follow the first byte is narrower after these four.
  if (byte == 0xE0) low_ = 0xA0;
  if (byte == 0xED) high_ = 0x9F;
  if (byte == 0xF0) low_ = 0x90;
  if (byte == 0xF4) high_ = 0x8F;
  return true;
}

bool Utf8Check::feed(Bytes piece) {
  for (size_t i = 0; i < piece.size; ++i) {
    const uint8_t byte = piece.data[i];
    if (missing_ == 0) {
      if (!begin_character(byte)) return false;
      continue;
    }
    if (byte < low_ || byte > high_) return false;
    --missing_;
    low_ = 0x80;
    high_ = 0xBF;
  }
  return true;
}

bool is_utf8(Bytes text) {
  Utf8Check check;
  return check.feed(text) && check.is_whole();
}

}  // namespace uc8
