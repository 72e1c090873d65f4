// SPDX-License-Identifier: Apache-2.0
#include "base/window_writer.h"

#include <string.h>

#include "base/divide.h"
#include "base/text.h"

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

void WindowWriter::decimal(uint64_t value, size_t digits_min) {
  uint8_t digits[20];
  size_t begin = sizeof digits;
  while (value != 0 || sizeof digits - begin < digits_min) {
    digits[--begin] = static_cast<uint8_t>('0' + divide(value, 10));
  }
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

void WindowWriter::hex(uint8_t value) {
  static const char kDigits[] = "0123456789ABCDEF";
  character(kDigits[value >> 4]);
  character(kDigits[value & 15]);
}

void WindowWriter::percent_encoded(Bytes from) {
  for (size_t i = 0; i < from.size; ++i) {
    const uint8_t c = from.data[i];
    if (is_word_character(c) || c == '.' || c == '~') {
      bytes({&c, 1});
    } else {
      character('%');
      hex(c);
    }
  }
}

}  // namespace uc8
