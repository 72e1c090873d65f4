// SPDX-License-Identifier: Apache-2.0
#include "cli/values.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>

#include "base/utf8_check.h"
#include "cli/failure.h"

namespace uc8::cli {
namespace {

constexpr double kSecondsMax = 1e9;

bool only(const std::string& text, const char* allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string::npos;
}

bool is_well_formed(const std::string& text) {
  return is_utf8({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

}  // namespace

Millis parse_seconds(const std::string& text) {
  const bool plain =
      only(text, "0123456789.") && std::count(text.begin(), text.end(), '.') <= 1 && text != ".";
  const double seconds = plain ? std::strtod(text.c_str(), nullptr) : 0;
  if (seconds <= 0) throw usage("give a number of seconds above 0");
  if (seconds > kSecondsMax) throw usage("it is too large: give 1000000000 at most");
  return std::max<Millis>(1, static_cast<Millis>(std::llround(seconds * 1000)));
}

uint64_t parse_count(const std::string& text, uint64_t least) {
  errno = 0;
  const bool plain = only(text, "0123456789");
  const uint64_t number = plain ? std::strtoull(text.c_str(), nullptr, 10) : 0;
  if (errno == ERANGE) throw usage("it is too large: give a smaller number");
  if (!plain || number < least) {
    throw usage("give a whole number of at least " + std::to_string(least));
  }
  return number;
}

std::pair<std::string, std::string> parse_property(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) throw usage("give NAME=VALUE");
  parse_text(text);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

SubscriptionType parse_type(const std::string& text) {
  if (text == "failover") return SubscriptionType::failover;
  if (text == "exclusive") return SubscriptionType::exclusive;
  if (text == "shared") return SubscriptionType::shared;
  if (text == "key_shared") return SubscriptionType::key_shared;
  throw usage("give failover, exclusive, shared or key_shared");
}

bool parse_switch(const std::string& text) {
  if (text.empty() || text == "1") return true;
  if (text == "0") return false;
  throw usage("give 1 or 0");
}

std::string parse_name(const std::string& text) {
  if (text.empty()) throw usage("it is empty: give a name");
  return text;
}

std::string parse_account_name(const std::string& text) {
  for (const char c : parse_name(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte == 0x7f)
      throw usage("it has characters that no name has: type it again");
  }
  return text;
}

std::string parse_text(const std::string& text) {
  if (text.empty()) throw usage("it is empty: leave it out, or give a text");
  if (!is_well_formed(text)) throw usage("it is not UTF-8: give a text in UTF-8");
  return text;
}

std::string parse_secret(const std::string& text) {
  if (text.empty()) throw usage("it is empty: give the key");
  for (const char c : text) {
    if (c <= ' ' || c > '~') throw usage("it has characters that no key has: copy it again");
  }
  return text;
}

}  // namespace uc8::cli
