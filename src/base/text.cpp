// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <string.h>

namespace uc8 {

namespace {

bool begins_with(Bytes text, Bytes prefix) {
  return text.size >= prefix.size &&
         (prefix.size == 0 || memcmp(text.data, prefix.data, prefix.size) == 0);
}

}  // namespace

Bytes bytes_of(const char* text) {
  return {reinterpret_cast<const uint8_t*>(text), text != nullptr ? strlen(text) : 0};
}

uint8_t to_lower(uint8_t c) {
  return is_letter(c) ? c | 0x20 : c;
}

bool is_word_character(uint8_t c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

bool equal(Bytes a, Bytes b) {
  return a.size == b.size && begins_with(a, b);
}

bool equal(Bytes a, const char* b) {
  return equal(a, bytes_of(b));
}

bool equal_ignoring_case(Bytes a, const char* b) {
  const Bytes other = bytes_of(b);
  if (a.size != other.size) return false;
  for (size_t i = 0; i < a.size; ++i) {
    if (to_lower(a.data[i]) != to_lower(other.data[i])) return false;
  }
  return true;
}

bool starts_with(Bytes text, const char* prefix) {
  return begins_with(text, bytes_of(prefix));
}

bool contains(Bytes text, const char* part) {
  const Bytes wanted = bytes_of(part);
  while (text.size >= wanted.size) {
    if (begins_with(text, wanted)) return true;
    if (text.size == 0) break;
    ++text.data;
    --text.size;
  }
  return false;
}

const char* text_at(const char* list, size_t n) {
  for (; n > 0 && *list != '\0'; --n) list += strlen(list) + 1;
  return list;
}

size_t index_of(Bytes text, const char* list) {
  size_t n = 0;
  for (; *list != '\0' && !equal(text, list); ++n) list += strlen(list) + 1;
  return n;
}

bool parse_decimal(Bytes text, uint32_t max, uint32_t& out) {
  bool fits = text.size > 0;
  out = 0;
  for (size_t i = 0; i < text.size; ++i) {
    if (!is_digit(text.data[i])) {
      out = 0;
      return false;
    }
    const uint32_t digit = text.data[i] - uint32_t{'0'};
    fits = fits && out <= (max - digit) / 10;
    out = fits ? out * 10 + digit : max;
  }
  return fits;
}

}  // namespace uc8
