// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"
#include "base/divide.h"
#include "json/json_writer.h"
#include "wire/publish.h"

namespace uc8 {

namespace {

struct Date {
  uint32_t year;
  uint32_t month;
  uint32_t day;
};

/// The Gregorian date of a day, counted from 0000-03-01: years that begin in March have their leap
/// day at the end, so months are a linear function of the day (Howard Hinnant,
/// "chrono-compatible low-level date algorithms", civil_from_days).
Date date_of(uint32_t day) {
  const uint32_t era = day / 146097;
  const uint32_t day_of_era = day % 146097;
  const uint32_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const uint32_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const uint32_t month_from_march = (5 * day_of_year + 2) / 153;
  const bool is_january_or_february = month_from_march >= 10;
  return {era * 400 + year_of_era + (is_january_or_february ? 1u : 0u),
          is_january_or_february ? month_from_march - 9 : month_from_march + 3,
          day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

/// Writes the digits of `value`, the last of them at `end`.
void put(char* end, unsigned digits, uint32_t value) {
  for (; digits > 0; --digits, value /= 10) *end-- = static_cast<char>('0' + value % 10);
}

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kEpochMs = 719'468 * kDayMs;     // 1970-01-01, from 0000-03-01.
constexpr int64_t kFirstMs = -62'135'596'800'000;  // 0001-01-01T00:00:00.000Z
constexpr int64_t kLastMs = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

bool has_event_time(int64_t time_ms) {
  return time_ms != 0 && time_ms >= kFirstMs && time_ms <= kLastMs;
}

void write_time(WindowWriter& to, int64_t time_ms) {
  char text[] = "0000-00-00T00:00:00.000Z";
  uint64_t rest = static_cast<uint64_t>(time_ms + kEpochMs);
  put(text + 22, 3, divide(rest, 1000));
  put(text + 18, 2, divide(rest, 60));
  put(text + 15, 2, divide(rest, 60));
  put(text + 12, 2, divide(rest, 24));
  const Date date = date_of(static_cast<uint32_t>(rest));
  put(text + 9, 2, date.day);
  put(text + 6, 2, date.month);
  put(text + 3, 4, date.year);
  to.text(text);
}

/// Names and values in turn, each with a null behind it.
void write_properties(WindowWriter& to, const ByteRing& ring, size_t position, size_t size) {
  const size_t end = position + size;
  bool is_name = true;
  to.character('{');
  while (position < end) {
    size_t text_end = position;
    while (text_end < end && ring.at(text_end) != 0) ++text_end;
    write_json_string(to, ring, position, text_end - position);
    position = text_end + 1;
    if (is_name) {
      to.character(':');
    } else if (position < end) {
      to.character(',');
    }
    is_name = !is_name;
  }
  to.character('}');
}

}  // namespace

void write_publish(WindowWriter& to, const ByteRing& ring, const StoredMessage& message) {
  const size_t key_position = message.position + message.payload_size;
  to.text("{\"payload\":\"");
  write_base64(to, ring, message.position, message.payload_size);
  to.character('"');
  if (message.properties_size > 0) {
    to.text(",\"properties\":");
    write_properties(to, ring, key_position + message.key_size, message.properties_size);
  }
  to.text(",\"context\":\"");
  to.decimal(message.context);
  to.character('"');
  if (message.key_size > 0) {
    to.text(",\"key\":");
    write_json_string(to, ring, key_position, message.key_size);
  }
  if (has_event_time(message.event_time_ms)) {
    to.text(",\"eventTime\":\"");
    write_time(to, message.event_time_ms);
    to.character('"');
  }
  to.character('}');
}

}  // namespace uc8
