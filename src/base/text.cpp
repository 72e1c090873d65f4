// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <string.h>

namespace uc8 {

namespace {

uint8_t lower(uint8_t c) {
  return c >= 'A' && c <= 'Z' ? static_cast<uint8_t>(c + 32) : c;
}

bool begins_with(Bytes text, Bytes prefix) {
  return text.size >= prefix.size &&
         (prefix.size == 0 || memcmp(text.data, prefix.data, prefix.size) == 0);
}

/// What may follow a lead byte of UTF-8: how many bytes, and the range of the first of them. The
/// rest are 80..BF. The range is what excludes overlong forms, surrogates and values past 10FFFF.
struct Utf8Tail {
  uint8_t count;
  uint8_t first_min;
  uint8_t first_max;
};

Utf8Tail tail_of(uint8_t lead) {
  if (lead < 0xc2 || lead > 0xf4) return {0, 0, 0};
  if (lead < 0xe0) return {1, 0x80, 0xbf};
  if (lead < 0xf0) {
    return {2, static_cast<uint8_t>(lead == 0xe0 ? 0xa0 : 0x80),
            static_cast<uint8_t>(lead == 0xed ? 0x9f : 0xbf)};
  }
  return {3, static_cast<uint8_t>(lead == 0xf0 ? 0x90 : 0x80),
          static_cast<uint8_t>(lead == 0xf4 ? 0x8f : 0xbf)};
}

}  // namespace

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
    if (lower(a.data[i]) != lower(other.data[i])) return false;
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

Result<uint64_t> parse_decimal(Bytes text) {
  if (text.size == 0) return Error::protocol_violation;
  uint64_t value = 0;
  for (size_t i = 0; i < text.size; ++i) {
    if (text.data[i] < '0' || text.data[i] > '9') return Error::protocol_violation;
    const uint64_t digit = text.data[i] - uint64_t{'0'};
    constexpr uint64_t kTenth = UINT64_MAX / 10;
    if (value > kTenth || (value == kTenth && digit > UINT64_MAX % 10)) {
      return Error::protocol_violation;
    }
    value = value * 10 + digit;
  }
  return value;
}

bool is_utf8(Bytes text) {
  size_t i = 0;
  while (i < text.size) {
    const uint8_t lead = text.data[i++];
    if (lead < 0x80) continue;
    const Utf8Tail tail = tail_of(lead);
    if (tail.count == 0 || text.size - i < tail.count) return false;
    if (text.data[i] < tail.first_min || text.data[i] > tail.first_max) return false;
    for (uint8_t k = 1; k < tail.count; ++k) {
      if ((text.data[i + k] & 0xc0) != 0x80) return false;
    }
    i += tail.count;
  }
  return true;
}

}  // namespace uc8
