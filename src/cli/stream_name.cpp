// SPDX-License-Identifier: Apache-2.0
#include "cli/stream_name.h"

#include "cli/failure.h"

namespace uc8::cli {
namespace {

constexpr size_t kNameMax = 230;
constexpr size_t kTopicMax = 255;
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

/// What stands before a slash is a namespace to Pulsar, so such a topic would be in another one.
void check_topic(const std::string& name) {
  if (name.empty() || name.size() > kTopicMax) {
    throw usage("\"" + printable(name) + "\" is no topic: give 1 to " + std::to_string(kTopicMax) +
                " bytes");
  }
  if (name.find('/') != std::string::npos) {
    throw usage(
        "\"" + printable(name) +
        "\" has a slash: give the topic alone, its tenant by --tenant and its namespace by " +
        "--fabric");
  }
}

}  // namespace

void check_stream(const std::string& name, Service service) {
  if (service == Service::pulsar) return check_topic(name);
  if (is_bare_name(name.substr(prefix_size(name)))) return;
  throw usage("\"" + printable(name) +
              "\" is no stream name: begin with a letter and use letters, " + "digits, _ and -, " +
              std::to_string(kNameMax) + " at most");
}

std::string full_name(const std::string& name, Scope scope, Service service) {
  if (service == Service::pulsar || prefix_size(name) > 0) return name;
  return kPrefixes[scope == Scope::local ? 1 : 0] + name;
}

std::string without_controls(std::string_view text) {
  std::string out(text);
  for (size_t i = 0; i < out.size(); ++i) {
    const uint8_t c = static_cast<uint8_t>(out[i]);
    const uint8_t before = i > 0 ? static_cast<uint8_t>(out[i - 1]) : 0;
    // U+0080 to U+009F are controls as well.
    if (before == 0xc2 && c >= 0x80 && c < 0xa0) out[i - 1] = out[i] = '?';
    if (c < ' ' || c == 0x7f) out[i] = '?';
  }
  return out;
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
