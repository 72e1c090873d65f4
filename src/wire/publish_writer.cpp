// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"
#include "base/divide.h"
#include "json/json_writer.h"
#include "wire/publish.h"

namespace uc8 {

namespace {

constexpr uint32_t kDaysIn400Years = 146'097;
constexpr int64_t kFirstMs = -62'135'596'800'000;  // 0001-01-01T00:00:00.000Z
constexpr int64_t kLastMs = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

uint32_t days_in(uint32_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
}

/// The date of a day, counted from 0001-01-01.
void find_date(uint32_t day, uint32_t& year, uint32_t& month, uint32_t& day_of_month) {
  static const uint8_t kDaysIn[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  year = 1 + day / kDaysIn400Years * 400;
  day %= kDaysIn400Years;
  for (; day >= days_in(year); ++year) day -= days_in(year);
  for (month = 1;; ++month) {
    const uint32_t days = kDaysIn[month - 1] + (month == 2 ? days_in(year) - 365 : 0);
    if (day < days) break;
    day -= days;
  }
  day_of_month = day + 1;
}

/// `YYYY-MM-DDTHH:MM:SS.mmmZ`.
void write_time(WindowWriter& to, int64_t time_ms) {
  static const uint16_t kUnits[] = {24, 60, 60, 1000};
  uint32_t parts[7];
  uint64_t rest = static_cast<uint64_t>(time_ms - kFirstMs);
  for (unsigned i = 4; i > 0; --i) parts[2 + i] = divide(rest, kUnits[i - 1]);
  find_date(static_cast<uint32_t>(rest), parts[0], parts[1], parts[2]);
  for (unsigned i = 0; i < 7; ++i) {
    to.decimal(parts[i], i == 0 ? 4 : i == 6 ? 3 : 2);
    to.character("--T::.Z"[i]);
  }
}

bool has_event_time(int64_t time_ms) {
  return time_ms != 0 && time_ms >= kFirstMs && time_ms <= kLastMs;
}

/// Names and values in turn, each with a null behind it.
void write_properties(WindowWriter& to, const ByteRing& ring, size_t position, size_t size) {
  const char* before = "{";  // Of the next text.
  for (const size_t end = position + size; position < end;) {
    size_t text_size = 0;
    while (position + text_size < end && ring.at(position + text_size) != 0) ++text_size;
    to.text(before);
    write_json_string(to, ring, position, text_size);
    position += text_size + 1;
    before = *before == ':' ? "," : ":";
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
