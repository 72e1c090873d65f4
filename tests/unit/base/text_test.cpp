// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "base/utf8_check.h"
#include "uc8/error.h"

#include <string.h>

#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page;

Bytes placed(const char* text) {
  return read_only(page.place(bytes_of(text)));
}

void texts_compare_by_bytes_or_without_case(void**) {
  assert_true(equal(placed("abc"), "abc"));
  assert_true(equal(Bytes{}, ""));
  assert_true(equal(Bytes{}, Bytes{}));
  assert_false(equal(placed("abc"), "abd"));
  assert_false(equal(placed("abc"), "ab"));
  assert_false(equal(placed("ab"), "abc"));
  assert_false(equal(placed("abc"), "ABC"));
  assert_true(equal_ignoring_case(placed("WebSocket"), "websocket"));
  assert_true(equal_ignoring_case(placed("aZ19-"), "Az19-"));
  assert_false(equal_ignoring_case(placed("abc"), "ab"));
  assert_false(equal_ignoring_case(placed("ab"), "abc"));
  assert_false(equal_ignoring_case(placed("@"), "`"));
  assert_false(equal_ignoring_case(placed("["), "{"));
}

void beginnings_and_parts_are_found(void**) {
  assert_true(starts_with(placed("c8globals.x"), "c8globals."));
  assert_true(starts_with(placed("abc"), ""));
  assert_true(starts_with(placed("abc"), "abc"));
  assert_false(starts_with(placed("ab"), "abc"));
  assert_false(starts_with(placed("xabc"), "abc"));
  assert_true(contains(placed("abc"), "abc"));
  assert_true(contains(placed("xxabc"), "abc"));
  assert_true(contains(placed("aabc"), "abc"));
  assert_true(contains(placed("abcx"), "abc"));
  assert_true(contains(placed(""), ""));
  assert_true(contains(Bytes{}, ""));
  assert_false(contains(placed("ab"), "abc"));
  assert_false(contains(placed("aabac"), "abc"));
}

void decimals_fill_32_bits_or_less_and_no_more(void**) {
  struct {
    const char* text;
    bool is_number;
    uint32_t value;  // 0 for what is no number, the maximum for what is too large.
    uint32_t max = UINT32_MAX;
  } const kRows[] = {
      {"0", true, 0},
      {"007", true, 7},
      {"4294967295", true, UINT32_MAX},
      {"4294967296", false, UINT32_MAX},
      {"4294967300", false, UINT32_MAX},
      {"42949672950", false, UINT32_MAX},
      {"18446744073709551616", false, UINT32_MAX},
      {"99999999999999999999x", false, 0},
      {"65535", true, 65535, 65535},
      {"65536", false, 65535, 65535},
      {"65540", false, 65535, 65535},
      {"9", true, 9, 9},
      {"10", false, 9, 9},
      {"100", false, 9, 9},
      {"", false, 0},
      {"-1", false, 0},
      {"+1", false, 0},
      {" 1", false, 0},
      {"1 ", false, 0},
      {"1.0", false, 0},
      {"1e3", false, 0},
      {"0x1", false, 0},
      {":", false, 0},
      {"/", false, 0},
  };
  for (const auto& row : kRows) {
    uint32_t value = 1;
    assert_int_equal(parse_decimal(placed(row.text), row.max, value), row.is_number);
    assert_int_equal(value, row.value);
  }
}

/// A slow and separate decoder: what RFC 3629 says, over the code point.
bool is_utf8_by_code_point(const uint8_t* data, size_t size) {
  for (size_t i = 0; i < size;) {
    const uint8_t lead = data[i++];
    size_t tail = 0;
    uint32_t code = lead;
    uint32_t least = 0;
    if (lead >= 0x80) {
      if (lead >> 5 == 6)
        tail = 1, code = lead & 0x1fu, least = 0x80;
      else if (lead >> 4 == 14)
        tail = 2, code = lead & 0xfu, least = 0x800;
      else if (lead >> 3 == 30)
        tail = 3, code = lead & 7u, least = 0x10000;
      else
        return false;
    }
    for (; tail > 0; --tail) {
      if (i == size || data[i] >> 6 != 2) return false;
      code = code << 6 | (data[i++] & 0x3fu);
    }
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}

void utf8_is_judged_like_rfc_3629_for_every_lead_and_edge(void**) {
  const uint8_t kEdges[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xff};
  for (unsigned lead = 0; lead < 256; ++lead) {
    for (uint8_t second : kEdges) {
      for (uint8_t third : kEdges) {
        for (uint8_t fourth : kEdges) {
          const uint8_t text[] = {static_cast<uint8_t>(lead), second, third, fourth};
          for (size_t size = 0; size <= 4; ++size) {
            const bool expected = is_utf8_by_code_point(text, size);
            assert_int_equal(is_utf8(read_only(page.place({text, size}))), expected);
          }
        }
      }
    }
  }
}

void utf8_is_judged_behind_other_text(void**) {
  assert_true(is_utf8(placed("grün, 日本, 😀")));
  assert_false(is_utf8(placed("gr\xfcn")));
  assert_false(is_utf8(placed("\xe6\x97")));
}

void every_error_has_its_own_name(void**) {
  size_t named = 0;
  for (unsigned value = 0; value < 1000; ++value) {
    const char* name = name_of(static_cast<Error>(value));
    if (strcmp(name, "unknown") == 0) continue;
    ++named;
    for (unsigned other = 0; other < value; ++other) {
      assert_string_not_equal(name, name_of(static_cast<Error>(other)));
    }
  }
  assert_int_equal(named, 25);
  assert_string_equal(name_of(Error::window_full), "window_full");
  assert_string_equal(name_of(Error::message_refused), "message_refused");
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(texts_compare_by_bytes_or_without_case),
      cmocka_unit_test(beginnings_and_parts_are_found),
      cmocka_unit_test(decimals_fill_32_bits_or_less_and_no_more),
      cmocka_unit_test(utf8_is_judged_like_rfc_3629_for_every_lead_and_edge),
      cmocka_unit_test(utf8_is_judged_behind_other_text),
      cmocka_unit_test(every_error_has_its_own_name),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
