// SPDX-License-Identifier: Apache-2.0
#include "base/utf8_check.h"
#include "support/cmocka.h"
#include "support/guard_page.h"

using namespace uc8;

namespace {

GuardPage page;

/// Decodes by arithmetic, as RFC 3629 §3 describes characters, not by ranges of bytes.
bool is_text(Bytes text) {
  for (size_t i = 0; i < text.size;) {
    const uint32_t lead = text.data[i++];
    if (lead < 0x80) continue;
    size_t more = 0;
    if (lead >> 5 == 6) more = 1;
    if (lead >> 4 == 14) more = 2;
    if (lead >> 3 == 30) more = 3;
    if (more == 0 || text.size - i < more) return false;
    uint32_t value = lead & (0x3FU >> more);
    for (size_t k = 0; k < more; ++k, ++i) {
      if (text.data[i] >> 6 != 2) return false;
      value = value << 6 | (text.data[i] & 0x3F);
    }
    const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (value < least[more] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
      return false;
    }
  }
  return true;
}

bool check(Bytes text, size_t first) {
  Utf8Check utf8;
  utf8.begin();
  return utf8.feed({text.data, first}) && utf8.feed({text.data + first, text.size - first}) &&
         utf8.is_whole();
}

void compare(const uint8_t* bytes, size_t size) {
  const MutableBytes copy = page.place({bytes, size});
  const Bytes text = {copy.data, copy.size};
  const bool want = is_text(text);
  for (size_t first = 0; first <= size; ++first) {
    if (check(text, first) != want) {
      fail_msg("%02x %02x %02x %02x, %zu bytes, cut at %zu", bytes[0], bytes[1], bytes[2], bytes[3],
               size, first);
    }
  }
}

void all_texts_of_three_bytes_are_judged_right(void**) {
  for (uint32_t value = 0; value < 1U << 24; ++value) {
    const uint8_t bytes[4] = {static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 8),
                              static_cast<uint8_t>(value), 0};
    if (value >> 16 > 0 && bytes[1] < 0x80 && bytes[2] < 0x80 && bytes[2] > 1) continue;
    compare(bytes, 3);
  }
  for (uint32_t value = 0; value < 1U << 16; ++value) {
    const uint8_t bytes[4] = {static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value), 0, 0};
    compare(bytes, 1);
    compare(bytes, 2);
  }
}

void all_borders_of_four_byte_characters_are_judged_right(void**) {
  const uint8_t edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
                           0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF};
  for (uint32_t lead = 0; lead < 256; ++lead) {
    for (const uint8_t b : edges) {
      for (const uint8_t c : edges) {
        for (const uint8_t d : edges) {
          const uint8_t bytes[4] = {static_cast<uint8_t>(lead), b, c, d};
          compare(bytes, 4);
        }
      }
    }
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(all_texts_of_three_bytes_are_judged_right),
      cmocka_unit_test(all_borders_of_four_byte_characters_are_judged_right),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
