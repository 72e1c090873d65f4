// SPDX-License-Identifier: Apache-2.0
#include "ws/utf8.h"

namespace uc8::gateway {

bool Utf8Check::take(std::string_view bytes) {
  for (const char c : bytes) {
    if (failed_) return false;
    const uint8_t byte = static_cast<uint8_t>(c);
    if (missing_ > 0) {
      failed_ = byte < low_ || byte > high_;
      low_ = 0x80;
      high_ = 0xbf;
      --missing_;
    } else if (byte >= 0xc2 && byte <= 0xdf) {
      missing_ = 1;
    } else if (byte >= 0xe0 && byte <= 0xef) {
      missing_ = 2;
      if (byte == 0xe0) low_ = 0xa0;
      if (byte == 0xed) high_ = 0x9f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      missing_ = 3;
      if (byte == 0xf0) low_ = 0x90;
      if (byte == 0xf4) high_ = 0x8f;
    } else if (byte >= 0x80) {
      failed_ = true;
    }
  }
  return !failed_;
}

bool is_utf8(std::string_view text) {
  Utf8Check check;
  return check.take(text) && check.complete();
}

}  // namespace uc8::gateway
