// SPDX-License-Identifier: Apache-2.0
#include "base/window_writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/divide.h"
#include "support/cmocka.h"
#include "support/texts.h"
#include "support/windows.h"

using namespace uc8;
using namespace uc8::test;

namespace {

void every_window_shows_its_part_of_a_text(void**) {
  assert_true(every_window_shows("GET /a%20b%2Fc?n=0-17 9!", [](WindowWriter& to) {
    to.text("GET ");
    to.character('/');
    to.percent_encoded(bytes_of("a b/c"));
    to.text("");
    to.bytes({});
    to.text("?n=");
    to.decimal(0);
    to.signed_decimal(-17);
    to.character(' ');
    to.signed_decimal(9);
    to.character('!');
  }));
}

void numbers_are_written_like_printf_does(void**) {
  const int64_t kNumbers[] = {0,
                              1,
                              9,
                              10,
                              99,
                              100,
                              65535,
                              65536,
                              INT32_MAX,
                              4294967295,
                              4294967296,
                              INT64_MAX,
                              INT64_MIN,
                              INT64_MIN + 1,
                              -1,
                              -10,
                              1'000'000'007};
  for (const int64_t number : kNumbers) {
    char expected[32];
    uint8_t out[32];
    snprintf(expected, sizeof expected, "%" PRId64, number);
    WindowWriter to({out, sizeof out}, 0);
    to.signed_decimal(number);
    assert_true(is_text({out, to.written()}, expected));
    snprintf(expected, sizeof expected, "%" PRIu64, static_cast<uint64_t>(number));
    WindowWriter again({out, sizeof out}, 0);
    again.decimal(static_cast<uint64_t>(number));
    assert_true(is_text({out, again.written()}, expected));
  }
}

void division_by_digits_is_division(void**) {
  const uint16_t kDivisors[] = {1, 2, 7, 10, 24, 60, 1000, 0x7fff, 0x8000, 0xffff};
  uint64_t number = 1;
  for (unsigned turn = 0; turn < 2000; ++turn) {
    number = number * 6364136223846793005u + 1442695040888963407u;
    for (const uint16_t divisor : kDivisors) {
      uint64_t value = turn == 0 ? UINT64_MAX : number >> turn % 64;
      const uint64_t expected = value / divisor;
      const uint64_t rest = value % divisor;
      assert_int_equal(divide(value, divisor), rest);
      assert_true(value == expected);
    }
  }
}

void all_but_unreserved_characters_are_percent_encoded(void**) {
  for (unsigned c = 0; c < 256; ++c) {
    const uint8_t byte = static_cast<uint8_t>(c);
    char expected[4];
    snprintf(expected, sizeof expected, "%%%02X", c);
    const char* unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    if (c != 0 && strchr(unreserved, static_cast<int>(c)) != nullptr) {
      expected[0] = static_cast<char>(c);
      expected[1] = '\0';
    }
    uint8_t out[3];
    WindowWriter to({out, sizeof out}, 0);
    to.percent_encoded({&byte, 1});
    assert_true(is_text({out, to.written()}, expected));
  }
}

void a_writer_tells_when_nothing_more_can_fall_into_its_window(void**) {
  uint8_t out[3];
  WindowWriter to({out, sizeof out}, 4);
  assert_int_equal(to.before_window(), 4);
  assert_false(to.full());
  to.skip(3);
  assert_int_equal(to.before_window(), 1);
  to.text("abc");
  assert_int_equal(to.before_window(), 0);
  assert_false(to.full());
  to.character('d');
  assert_true(to.full());
  to.skip(100);
  assert_int_equal(to.total(), 107);
  assert_true(is_text({out, to.written()}, "bcd"));
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(every_window_shows_its_part_of_a_text),
      cmocka_unit_test(numbers_are_written_like_printf_does),
      cmocka_unit_test(division_by_digits_is_division),
      cmocka_unit_test(all_but_unreserved_characters_are_percent_encoded),
      cmocka_unit_test(a_writer_tells_when_nothing_more_can_fall_into_its_window),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
