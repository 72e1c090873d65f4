// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace uc8::gateway {

// Checks UTF-8 as it comes, in pieces of any size (RFC 3629: no surrogates, no overlong forms).
class Utf8Check {
 public:
  // False, then for good: what came so far cannot be the start of a valid text.
  bool take(std::string_view bytes);
  // Whether the text may end here.
  bool complete() const { return !failed_ && missing_ == 0; }

 private:
  int missing_ = 0;
  uint8_t low_ = 0x80;  // bounds of the next continuation byte
  uint8_t high_ = 0xbf;
  bool failed_ = false;
};

bool is_utf8(std::string_view text);

}  // namespace uc8::gateway
