// SPDX-License-Identifier: Apache-2.0
#include "broker/iso_time.h"

#include <cstdio>
#include <initializer_list>

namespace uc8::emulator {
namespace {

constexpr int64_t kDayMs = 86400000;

// Days since 1970-01-01 of a day of the proleptic Gregorian calendar, and back (years counted from
// March).
int64_t days_of(int64_t year, int month, int day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

struct Day {
  int64_t year;
  int month, day;
};

Day day_of(int64_t days) {
  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const int64_t day_of_era = days - era * 146097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted = (5 * day_of_year + 2) / 153;
  const int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
  const int day = static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

int month_days(int64_t year, int month) {
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // Exactly `count` digits, lowest <= value <= highest.
  bool digits(int count, int lowest, int highest, int& value) {
    value = 0;
    for (int i = 0; i < count; ++i) {
      const size_t at = at_ + static_cast<size_t>(i);
      if (at >= text_.size() || text_[at] < '0' || text_[at] > '9') return false;
      value = value * 10 + (text_[at] - '0');
    }
    if (value < lowest || value > highest) return false;
    at_ += static_cast<size_t>(count);
    return true;
  }
  bool one_of(std::string_view characters) {
    if (at_ >= text_.size() || characters.find(text_[at_]) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  char previous() const { return text_[at_ - 1]; }
  bool end() const { return at_ >= text_.size(); }
  size_t at() const { return at_; }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

// Up to nine digits behind the point, cut to milliseconds.
bool read_fraction(Reader& in, int64_t& ms) {
  if (!in.one_of(".")) return true;
  int digit = 0;
  int64_t scale = 100;
  int count = 0;
  for (; count < 9 && in.digits(1, 0, 9, digit); ++count, scale /= 10) ms += digit * scale;
  return count > 0;
}

bool read_offset(Reader& in, int64_t& offset_ms) {
  if (in.one_of("Zz")) return true;
  if (!in.one_of("+-")) return false;
  const int sign = in.previous() == '-' ? -1 : 1;
  int hours = 0, minutes = 0, seconds = 0;
  if (!in.digits(2, 0, 18, hours) || !in.one_of(":") || !in.digits(2, 0, 59, minutes)) return false;
  if (in.one_of(":") && !in.digits(2, 0, 59, seconds)) return false;
  offset_ms = sign * ((hours * 60 + minutes) * 60 + seconds) * int64_t{1000};
  return true;
}

bool read_time(Reader& in, int64_t& epoch_ms) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!in.digits(4, 0, 9999, year) || !in.one_of("-")) return false;
  if (!in.digits(2, 1, 12, month) || !in.one_of("-")) return false;
  if (!in.digits(2, 1, month_days(year, month), day) || !in.one_of("Tt")) return false;
  if (!in.digits(2, 0, 23, hour) || !in.one_of(":") || !in.digits(2, 0, 59, minute)) return false;
  int64_t ms = 0;
  if (in.one_of(":") && (!in.digits(2, 0, 59, second) || !read_fraction(in, ms))) return false;
  int64_t offset_ms = 0;
  if (!read_offset(in, offset_ms) || !in.end()) return false;
  ms += ((hour * 60 + minute) * 60 + second) * int64_t{1000};
  epoch_ms = days_of(year, month, day) * kDayMs + ms - offset_ms;
  return true;
}

}  // namespace

std::string format_iso_time(int64_t epoch_ms) {
  int64_t days = epoch_ms / kDayMs;
  int64_t rest = epoch_ms % kDayMs;
  if (rest < 0) {
    rest += kDayMs;
    --days;
  }
  const Day date = day_of(days);
  char text[64];
  std::snprintf(text, sizeof text, "%04lld-%02d-%02dT%02d:%02d:%02d",
                static_cast<long long>(date.year), date.month, date.day,
                static_cast<int>(rest / 3600000), static_cast<int>(rest / 60000 % 60),
                static_cast<int>(rest / 1000 % 60));
  std::string out = text;
  if (rest % 1000 != 0) {
    std::snprintf(text, sizeof text, ".%03d", static_cast<int>(rest % 1000));
    out += text;
    while (out.back() == '0') out.pop_back();
  }
  return out + "Z";
}

IsoTime parse_iso_time(std::string_view text) {
  IsoTime time;
  Reader in(text);
  time.ok = read_time(in, time.epoch_ms);
  if (!time.ok) {
    time.error =
        "Text '" + std::string(text) + "' could not be parsed at index " + std::to_string(in.at());
  }
  return time;
}

}  // namespace uc8::emulator
