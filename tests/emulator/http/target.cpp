// SPDX-License-Identifier: Apache-2.0
#include "http/target.h"

#include "ws/utf8.h"

namespace uc8::gateway {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool parse_query(std::string_view text, Target* target) {
  while (!text.empty()) {
    const size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    if (!pair.empty()) {
      const size_t equals = pair.find('=');
      const auto name = percent_decode(pair.substr(0, equals));
      const auto value = percent_decode(equals == std::string_view::npos ? std::string_view()
                                                                         : pair.substr(equals + 1));
      if (!name || !value) return false;
      target->query.emplace_back(*name, *value);
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      decoded += ' ';
    } else if (text[at] != '%') {
      decoded += text[at];
    } else {
      if (at + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[at + 1]);
      const int low = hex_value(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded += c;
      continue;
    }
    const unsigned byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += "0123456789ABCDEF"[byte >> 4];
    encoded += "0123456789ABCDEF"[byte & 15];
  }
  return encoded;
}

const std::string* Target::parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::optional<Target> parse_target(std::string_view text) {
  // What a proxy is asked for: the authority says nothing new.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.substr(0, scheme.size()) != scheme) continue;
    const size_t path = text.find_first_of("/?", scheme.size());
    text = path == std::string_view::npos ? std::string_view("/") : text.substr(path);
    break;
  }
  if (text.empty() || text.front() != '/') return std::nullopt;
  // jsC8's own example asks for `//_ws/…`, and the GDN answers.
  while (text.size() > 1 && text[1] == '/') text.remove_prefix(1);
  Target target;
  const size_t question = text.find('?');
  if (question != std::string_view::npos) {
    if (!parse_query(text.substr(question + 1), &target)) return std::nullopt;
    text = text.substr(0, question);
  }
  target.path = std::string(text);
  text.remove_prefix(1);
  for (;;) {
    const size_t slash = text.find('/');
    const std::string_view segment = text.substr(0, slash);
    const auto decoded = percent_decode(segment);
    if (!decoded) return std::nullopt;
    target.raw.emplace_back(segment);
    target.segments.push_back(*decoded);
    if (slash == std::string_view::npos) break;
    text.remove_prefix(slash + 1);
  }
  return target;
}

}  // namespace uc8::gateway
