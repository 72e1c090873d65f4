// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

/// Checks in pieces that a text is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
class Utf8Check {
 public:
  void begin() { *this = Utf8Check(); }
  /// Whether the text can still become well-formed.
  bool feed(Bytes piece);
  /// No character is cut at the end.
  bool is_whole() const { return missing_ == 0; }

 private:
  bool begin_character(uint8_t byte);

  uint8_t missing_ = 0;  // Continuation bytes of the character under way.
  uint8_t low_ = 0x80;   // What the next of them may be.
  uint8_t high_ = 0xBF;
};

/// The same of a text that is there whole.
bool is_utf8(Bytes text);

}  // namespace uc8
