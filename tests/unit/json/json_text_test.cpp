// SPDX-License-Identifier: Apache-2.0
//
// The texts of strings and numbers: escapes both ways.
#include <stdio.h>
#include <string.h>

#include "json/json_reader.h"
#include "json/json_writer.h"
#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"
#include "support/windows.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page;

void escapes_are_replaced_in_place(void**) {
  struct {
    const char* escaped;
    const char* text;
  } const kRows[] = {
      {"", ""},
      {"plain", "plain"},
      {"a\\/b", "a/b"},
      {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
      {"\\u0041\\u007f\\u0080\\u07ff\\u0800\\uffff",
       "A\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"},
      {"\\ud7ff\\ue000", "\xed\x9f\xbf\xee\x80\x80"},
      {"\\ud83d\\ude00!", "\xf0\x9f\x98\x80!"},
      {"\\uD800\\uDC00\\udbff\\udfff", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
      {"\\u00e9\\u00E9", "\xc3\xa9\xc3\xa9"},
      {"\\\\u0041", "\\u0041"},
      {"\xc3\xa9\\n", "\xc3\xa9\n"},
  };
  for (const auto& row : kRows) {
    MutableBytes text = page.place(bytes_of(row.escaped));
    assert_true(unescape_json(text));
    assert_true(is_text(text, row.text));
  }
}

void a_bad_escape_or_a_lone_surrogate_is_a_violation(void**) {
  const char* const kRows[] = {
      "\\",
      "a\\",
      "\\a",
      "\\u",
      "\\u004",
      "\\u004g",
      "\\U0041",
      "\\ud800",
      "\\udbff",
      "\\udc00",
      "\\udfff",
      "\\ud83d",
      "\\ud83dx",
      "\\ud83d\\",
      "\\ud83d\\u",
      "\\ud83d\\ude0",
      "\\ud83d\\n",
      "\\ude00",
      "\\ud83d\\ud83d",
      "\\ude00\\ud83d",
      "\\ud83d\\u0041",
      "\\x41",
      "\\0",
      "\\'",
      "\\u-041",
      "\\u 041",
      "\\ud83d\\ue000",
      "\\ud83d/ude00",
      "\\ud83d\\Ude00",
      "\\ud83d\\ude0g",
      "\\dfff\\udfff",
      "\\u:041",
      "\\u@041",
      "\\u`041",
  };
  for (const char* escaped : kRows) {
    MutableBytes text = page.place(bytes_of(escaped));
    if (unescape_json(text)) fail_msg("accepted: %s", escaped);
  }
}

void a_null_is_a_character_like_others(void**) {
  MutableBytes text = page.place(bytes_of("a\\u0000b"));
  assert_true(unescape_json(text));
  const uint8_t expected[] = {'a', 0, 'b'};
  assert_true(is_text(text, {expected, sizeof expected}));
}

void strings_are_written_with_the_escapes_json_requires(void**) {
  assert_true(
      every_window_shows("\"a\\\"b\\\\c/\\u0000\\u000A\\u001F\x7f\xc3\xa9\"", [](WindowWriter& to) {
        const uint8_t text[] = {'a', '"', 'b', '\\', 'c', '/', 0, 10, 31, 127, 0xc3, 0xa9};
        write_json_string(to, {text, sizeof text});
      }));
  assert_true(every_window_shows("\"\"", [](WindowWriter& to) { write_json_string(to, {}); }));
}

void strings_are_written_from_a_wrapped_ring(void**) {
  static ByteRing ring(page.place_blank(10));
  ring.push_blank(8);
  ring.pop(6);
  ring.push(bytes_of("\"wrap\"d"));
  assert_true(every_window_shows("\"\\\"wrap\\\"\"",
                                 [](WindowWriter& to) { write_json_string(to, ring, 2, 6); }));
}

void what_is_written_is_read_back(void**) {
  for (unsigned c = 0; c < 256; ++c) {
    const uint8_t byte = static_cast<uint8_t>(c);
    uint8_t out[8];
    WindowWriter to({out, sizeof out}, 0);
    write_json_string(to, {&byte, 1});
    MutableBytes text = page.place({out + 1, to.total() - 2});
    assert_true(unescape_json(text));
    assert_int_equal(text.size, 1);
    assert_int_equal(text.data[0], byte);
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(escapes_are_replaced_in_place),
      cmocka_unit_test(a_bad_escape_or_a_lone_surrogate_is_a_violation),
      cmocka_unit_test(a_null_is_a_character_like_others),
      cmocka_unit_test(strings_are_written_with_the_escapes_json_requires),
      cmocka_unit_test(strings_are_written_from_a_wrapped_ring),
      cmocka_unit_test(what_is_written_is_read_back),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
