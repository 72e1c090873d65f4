// SPDX-License-Identifier: Apache-2.0
#include "base/window_writer.h"

#include <string.h>

#include "base/divide.h"

namespace uc8 {

void WindowWriter::bytes(Bytes from) {
  const size_t skipped = before_window();
  position_ += from.size;
  if (skipped >= from.size) return;
  const size_t rest = from.size - skipped;
  const size_t room = window_.size - written_;
  const size_t n = rest < room ? rest : room;
  if (n == 0) return;
  memcpy(window_.data + written_, from.data + skipped, n);
  written_ += n;
}

void WindowWriter::text(const char* from) {
  bytes(bytes_of(from));
}

void WindowWriter::character(char from) {
  const uint8_t byte = static_cast<uint8_t>(from);
  bytes({&byte, 1});
}

void WindowWriter::decimal(uint64_t value) {
  uint8_t digits[20];
  size_t begin = sizeof digits;
  do {
    digits[--begin] = static_cast<uint8_t>('0' + divide(value, 10));
  } while (value != 0);
  bytes({digits + begin, sizeof digits - begin});
}

void WindowWriter::signed_decimal(int64_t value) {
  uint64_t magnitude = static_cast<uint64_t>(value);
  if (value < 0) {
    character('-');
    magnitude = 0 - magnitude;
  }
  decimal(magnitude);
}

namespace {

uint8_t hex_digit(unsigned value) {
  return static_cast<uint8_t>(value < 10 ? '0' + value : 'A' - 10 + value);
}

bool is_unreserved(uint8_t c) {
  const uint8_t lower = c | 0x20;
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

void WindowWriter::percent_encoded(Bytes from) {
  for (size_t i = 0; i < from.size; ++i) {
    const uint8_t c = from.data[i];
    if (is_unreserved(c)) {
      bytes({&c, 1});
      continue;
    }
    const uint8_t triple[] = {'%', hex_digit(c >> 4), hex_digit(c & 15)};
    bytes({triple, sizeof triple});
  }
}

}  // namespace uc8
