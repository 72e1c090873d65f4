// SPDX-License-Identifier: Apache-2.0
#include "broker/topic_key.h"

#include <algorithm>
#include <tuple>

namespace uc8::emulator {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

auto tie(const TopicKey& key) {
  return std::tie(key.tenant, key.scope, key.fabric, key.name);
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

}  // namespace

bool TopicKey::operator==(const TopicKey& other) const {
  return tie(*this) == tie(other);
}
bool TopicKey::operator<(const TopicKey& other) const {
  return tie(*this) < tie(other);
}

std::string TopicKey::name_space() const {
  return (scope == Scope::global ? "c8global." : "c8local.") + fabric;
}

std::string TopicKey::pulsar_name() const {
  return "persistent://" + tenant + "/" + name_space() + "/" + name;
}

int TopicKey::partition_index() const {
  constexpr std::string_view kMark = "-partition-";
  const size_t at = name.rfind(kMark);
  if (at == std::string::npos) return -1;
  const std::string digits = name.substr(at + kMark.size());
  if (digits.empty() || digits.size() > 9) return -1;
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return -1;
  if (digits.size() > 1 && digits[0] == '0') return -1;
  return std::stoi(digits);
}

std::optional<NameSpace> parse_name_space(std::string_view text) {
  constexpr std::string_view kGlobal = "c8global.";
  constexpr std::string_view kLocal = "c8local.";
  for (const auto& [start, scope] : {std::pair{kGlobal, Scope::global}, {kLocal, Scope::local}}) {
    if (starts_with(text, start) && text.size() > start.size()) {
      return NameSpace{scope, std::string(text.substr(start.size()))};
    }
  }
  return std::nullopt;
}

std::optional<std::string> full_stream_name(std::string_view name, Scope scope) {
  const std::string_view own = scope == Scope::global ? "c8globals." : "c8locals.";
  const std::string_view other = scope == Scope::global ? "c8locals." : "c8globals.";
  if (starts_with(name, other)) return std::nullopt;
  if (starts_with(name, own)) name.remove_prefix(own.size());
  constexpr size_t kNameMax = 230;
  if (name.empty() || name.size() > kNameMax || !is_letter(name[0])) return std::nullopt;
  for (char c : name) {
    if (!is_letter(c) && !is_digit(c) && c != '_' && c != '-' && c != '.') return std::nullopt;
  }
  return std::string(own) + std::string(name);
}

}  // namespace uc8::emulator
