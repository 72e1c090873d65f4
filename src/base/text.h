// SPDX-License-Identifier: Apache-2.0
//
// Characters, and comparing and reading texts that are not null-terminated.
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

constexpr bool is_digit(uint8_t c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(uint8_t c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}
uint8_t to_lower(uint8_t c);
/// A letter, a digit, `_` or `-`.
bool is_word_character(uint8_t c);

bool equal(Bytes a, Bytes b);
bool equal(Bytes a, const char* b);
/// ASCII letters compare without case.
bool equal_ignoring_case(Bytes a, const char* b);
bool starts_with(Bytes text, const char* prefix);
bool contains(Bytes text, const char* part);

// A list is a row of null-terminated texts, one behind the other, that ends with an empty one: a
// table without pointers.
/// The n-th text of a list; the empty one if it has less.
const char* text_at(const char* list, size_t n);
/// Which text of a list is `text`; how many there are if none is.
size_t index_of(Bytes text, const char* list);

/// Digits only, no sign. False: no number (`out` is 0) or larger than `max` (`out` is `max`).
/// Precondition: max >= 9.
bool parse_decimal(Bytes text, uint32_t max, uint32_t& out);

}  // namespace uc8
