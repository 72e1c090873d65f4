// SPDX-License-Identifier: Apache-2.0
#include "broker/query_reader.h"

#include <cctype>
#include <limits>

namespace uc8::emulator {

std::optional<int64_t> parse_java_number(const std::string& text, int64_t lowest, int64_t highest) {
  const bool negative = !text.empty() && text[0] == '-';
  const size_t from = negative || (!text.empty() && text[0] == '+') ? 1 : 0;
  if (from >= text.size()) return std::nullopt;
  // Counted downwards, so that the lowest number fits.
  int64_t value = 0;
  for (size_t i = from; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    const int64_t digit = text[i] - '0';
    if (value < (std::numeric_limits<int64_t>::min() + digit) / 10) return std::nullopt;
    value = value * 10 - digit;
  }
  if (!negative && value == std::numeric_limits<int64_t>::min()) return std::nullopt;
  if (!negative) value = -value;
  if (value < lowest || value > highest) return std::nullopt;
  return value;
}

const std::string* QueryReader::find(const char* name) const {
  for (const auto& [key, value] : query_) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::optional<int64_t> QueryReader::number(const char* name, int64_t lowest, int64_t highest) {
  const std::string* text = find(name);
  if (text == nullptr) return std::nullopt;
  const std::optional<int64_t> value = parse_java_number(*text, lowest, highest);
  if (!value) complain("For input string: \"" + *text + "\"");
  return value;
}

std::optional<int64_t> QueryReader::int32(const char* name) {
  return number(name, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
}

std::optional<int64_t> QueryReader::int64(const char* name) {
  return number(name, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
}

std::optional<int64_t> QueryReader::int32_from(const char* name, int64_t lowest,
                                               const char* complaint) {
  const std::optional<int64_t> value = int32(name);
  if (value && *value < lowest) {
    complain(complaint);
    return std::nullopt;
  }
  return value;
}

bool QueryReader::boolean(const char* name) const {
  const std::string* text = find(name);
  if (text == nullptr || text->size() != 4) return false;
  for (size_t i = 0; i < 4; ++i) {
    if (std::tolower(static_cast<unsigned char>((*text)[i])) != "true"[i]) return false;
  }
  return true;
}

size_t QueryReader::one_of(const char* name, const std::vector<const char*>& values) {
  const std::string* text = find(name);
  if (text == nullptr) return 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (*text == values[i]) return i;
  }
  complain(std::string("Invalid ") + name + " " + *text);
  return 0;
}

}  // namespace uc8::emulator
