// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"
#include "support/windows.h"
#include "wire/publish.h"

using namespace uc8;
using namespace uc8::test;

namespace {

const uint8_t kProperties[] = "k\0v\0quo\"te\0\0";  // Two of them, and the literal's own null.

struct Fixture {
  uint8_t memory[40] = {};
  ByteRing ring{{memory, sizeof memory}};
  StoredMessage message;

  /// Payload, key and properties, beginning so far into the ring that they wrap at different
  /// places.
  explicit Fixture(size_t turn) {
    ring.push_blank(turn);
    ring.push_blank(1);
    ring.pop(turn);
    message.position = static_cast<uint32_t>(ring.size());
    ring.push(bytes_of("Hello, you!"));
    message.payload_size = 11;
    ring.push(bytes_of("dev\n1"));
    message.key_size = 5;
    ring.push({kProperties, sizeof kProperties - 1});
    message.properties_size = sizeof kProperties - 1;
    message.context = 4294967295u;
    message.event_time_ms = 1'767'323'045'678;
  }
};

void a_message_is_written_whole_wherever_it_wraps(void**) {
  for (size_t turn = 0; turn < 40; turn += 3) {
    const Fixture fixture(turn);
    assert_true(every_window_shows(
        "{\"payload\":\"SGVsbG8sIHlvdSE=\",\"properties\":{\"k\":\"v\",\"quo\\\"te\":\"\"},"
        "\"context\":\"4294967295\",\"key\":\"dev\\u000A1\","
        "\"eventTime\":\"2026-01-02T03:04:05.678Z\"}",
        [&](WindowWriter& to) { write_publish(to, fixture.ring, fixture.message); }));
  }
}

void what_a_message_does_not_have_is_left_out(void**) {
  const ByteRing ring({nullptr, 0});
  StoredMessage message;
  message.context = 7;
  assert_true(every_window_shows("{\"payload\":\"\",\"context\":\"7\"}",
                                 [&](WindowWriter& to) { write_publish(to, ring, message); }));
}

/// The text of an event time; empty if it is left out.
const char* time_text(int64_t time_ms) {
  static char out[128];
  const ByteRing ring({nullptr, 0});
  StoredMessage message;
  message.event_time_ms = time_ms;
  WindowWriter to({reinterpret_cast<uint8_t*>(out), sizeof out - 1}, 0);
  write_publish(to, ring, message);
  out[to.written()] = '\0';
  char* begin = strstr(out, "\"eventTime\":\"");
  if (begin == nullptr) return "";
  begin += strlen("\"eventTime\":\"");
  *strchr(begin, '"') = '\0';
  return begin;
}

void event_times_at_the_edges_of_the_calendar_are_right(void**) {
  struct {
    int64_t time_ms;
    const char* text;
  } const kRows[] = {
      {0, ""},
      {1, "1970-01-01T00:00:00.001Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {951'782'400'000, "2000-02-29T00:00:00.000Z"},
      {951'868'800'000, "2000-03-01T00:00:00.000Z"},
      {4'107'542'400'000, "2100-03-01T00:00:00.000Z"},
      {4'107'542'399'999, "2100-02-28T23:59:59.999Z"},
      {-62'135'596'800'000, "0001-01-01T00:00:00.000Z"},
      {-62'135'596'800'001, ""},
      {253'402'300'799'999, "9999-12-31T23:59:59.999Z"},
      {253'402'300'800'000, ""},
      {INT64_MIN, ""},
      {INT64_MAX, ""},
  };
  for (const auto& row : kRows) assert_string_equal(time_text(row.time_ms), row.text);
}

void event_times_agree_with_the_c_library_over_all_years(void**) {
  const int64_t kDayMs = 86'400'000;
  // A stride that meets every day of the year and every second of the day in the long run.
  for (int64_t time_ms = -719'162 * kDayMs; time_ms < 2'932'897 * kDayMs;
       time_ms += 13 * kDayMs + 12'345'679) {
    if (time_ms == 0) continue;
    const int64_t millisecond = (time_ms % 1000 + 1000) % 1000;
    const time_t second = static_cast<time_t>((time_ms - millisecond) / 1000);
    struct tm parts;
    gmtime_r(&second, &parts);
    char expected[64];
    snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900,
             parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
             static_cast<int>(millisecond));
    assert_string_equal(time_text(time_ms), expected);
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_message_is_written_whole_wherever_it_wraps),
      cmocka_unit_test(what_a_message_does_not_have_is_left_out),
      cmocka_unit_test(event_times_at_the_edges_of_the_calendar_are_right),
      cmocka_unit_test(event_times_agree_with_the_c_library_over_all_years),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
