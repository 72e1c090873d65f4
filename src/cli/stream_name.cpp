// SPDX-License-Identifier: Apache-2.0
#include "cli/stream_name.h"

#include "cli/failure.h"

namespace uc8::cli {
namespace {

constexpr size_t kNameMax = 230;
constexpr const char* kPrefixes[] = {"c8globals.", "c8locals."};

size_t prefix_size(const std::string& name) {
  for (const std::string prefix : kPrefixes) {
    if (name.compare(0, prefix.size(), prefix) == 0) return prefix.size();
  }
  return 0;
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_bare_name(const std::string& name) {
  if (name.empty() || name.size() > kNameMax || !is_letter(name[0])) return false;
  for (const char c : name) {
    if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '_' && c != '-') return false;
  }
  return true;
}

}  // namespace

void check_stream(const std::string& name) {
  if (is_bare_name(name.substr(prefix_size(name)))) return;
  throw usage("\"" + printable(name) +
              "\" is no stream name: begin with a letter and use letters, " + "digits, _ and -, " +
              std::to_string(kNameMax) + " at most");
}

std::string full_name(const std::string& name, Scope scope) {
  if (prefix_size(name) > 0) return name;
  return kPrefixes[scope == Scope::local ? 1 : 0] + name;
}

std::string printable(std::string_view text, size_t size_max) {
  std::string out;
  for (const char c : text.substr(0, size_max)) {
    const bool visible = c >= ' ' && c <= '~';
    out += visible ? c : '?';
  }
  if (text.size() > size_max) out += "...";
  return out;
}

}  // namespace uc8::cli
