// SPDX-License-Identifier: Apache-2.0
#include "broker/json.h"

#include <cctype>
#include <cstring>

namespace uc8::emulator {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void append_utf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  bool value(JsonValue& out, int depth);
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  bool at_end() const { return at_ >= text_.size(); }
  size_t at() const { return at_; }
  std::string take_error() { return std::move(error_); }
  bool unexpected(const char* wanted);

 private:
  bool fail(std::string error) {
    error_ = std::move(error);
    return false;
  }
  bool literal(const char* word, JsonValue::Type type, bool boolean, JsonValue& out);
  bool string(std::string& out);
  bool escape(std::string& out);
  bool hex4(uint32_t& code);
  bool number(JsonValue& out);
  bool digits();
  bool array(JsonValue& out, int depth);
  bool object(JsonValue& out, int depth);
  bool more(char shut, bool& again);

  std::string_view text_;
  size_t at_ = 0;
  std::string error_;
};

bool Parser::unexpected(const char* wanted) {
  if (at_end()) return fail(std::string("Unexpected end-of-input: expected ") + wanted);
  const auto code = static_cast<unsigned char>(text_[at_]);
  std::string shown = code < 32 ? std::string("CTRL-CHAR") : std::string(1, text_[at_]);
  return fail("Unexpected character ('" + shown + "' (code " + std::to_string(code) +
              ")): expected " + wanted);
}

bool Parser::value(JsonValue& out, int depth) {
  skip_space();
  if (at_end()) return unexpected("a value");
  if (depth > kJsonDepthMax) return fail("Nesting too deep");
  switch (text_[at_]) {
    case '{':
      return object(out, depth);
    case '[':
      return array(out, depth);
    case '"':
      out.type = JsonValue::Type::string;
      return string(out.text);
    case 't':
      return literal("true", JsonValue::Type::boolean, true, out);
    case 'f':
      return literal("false", JsonValue::Type::boolean, false, out);
    case 'n':
      return literal("null", JsonValue::Type::null, false, out);
    default:
      return number(out);
  }
}

bool Parser::literal(const char* word, JsonValue::Type type, bool boolean, JsonValue& out) {
  const size_t length = std::strlen(word);
  const bool same = text_.substr(at_, length) == word;
  const bool ended = at_ + length >= text_.size() ||
                     !std::isalnum(static_cast<unsigned char>(text_[at_ + length]));
  if (!same || !ended) return fail("Unrecognized token: was expecting 'null', 'true' or 'false'");
  at_ += length;
  out.type = type;
  out.boolean = boolean;
  return true;
}

bool Parser::string(std::string& out) {
  ++at_;
  out.clear();
  while (true) {
    const size_t from = at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
           static_cast<unsigned char>(text_[at_]) >= 0x20) {
      ++at_;
    }
    out.append(text_.substr(from, at_ - from));
    if (at_end())
      return fail("Unexpected end-of-input: was expecting closing quote for a string value");
    if (text_[at_] == '"') {
      ++at_;
      return true;
    }
    if (text_[at_] != '\\') {
      return fail("Illegal unquoted character ((CTRL-CHAR, code " + std::to_string(text_[at_]) +
                  ")): has to be escaped using backslash to be included in string value");
    }
    ++at_;
    if (!escape(out)) return false;
  }
}

bool Parser::escape(std::string& out) {
  constexpr char kNames[] = "\"\\/bfnrt";
  constexpr char kMeant[] = "\"\\/\b\f\n\r\t";
  if (at_end()) return unexpected("an escape");
  const char name = text_[at_];
  if (name != 'u') {
    const char* found = name == 0 ? nullptr : std::strchr(kNames, name);
    if (found == nullptr) return unexpected("a known escape");
    out += kMeant[found - kNames];
    ++at_;
    return true;
  }
  ++at_;
  uint32_t code = 0;
  if (!hex4(code)) return false;
  if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_, 2) == "\\u") {
    const size_t back = at_;
    at_ += 2;
    uint32_t low = 0;
    if (!hex4(low)) return false;
    if (low >= 0xdc00 && low < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    } else {
      at_ = back;
    }
  }
  append_utf8(out, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  return true;
}

bool Parser::hex4(uint32_t& code) {
  code = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = at_end() ? '\0' : text_[at_];
    uint32_t digit = 0;
    if (is_digit(c)) {
      digit = static_cast<uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<uint32_t>(c - 'A' + 10);
    } else {
      return unexpected("a hex-digit for character escape sequence");
    }
    code = code << 4 | digit;
  }
  return true;
}

bool Parser::digits() {
  if (at_end() || !is_digit(text_[at_])) return unexpected("a digit");
  while (!at_end() && is_digit(text_[at_])) ++at_;
  return true;
}

bool Parser::number(JsonValue& out) {
  const size_t from = at_;
  if (text_[at_] == '-') {
    ++at_;
  } else if (!is_digit(text_[at_])) {
    return unexpected(
        "a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
  }
  if (!at_end() && text_[at_] == '0') {
    ++at_;
    if (!at_end() && is_digit(text_[at_]))
      return fail("Invalid numeric value: Leading zeroes not allowed");
  } else if (!digits()) {
    return false;
  }
  if (!at_end() && text_[at_] == '.') {
    ++at_;
    if (!digits()) return false;
  }
  if (!at_end() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (!at_end() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    if (!digits()) return false;
  }
  if (!at_end() && !is_space(text_[at_]) && std::strchr(",]}", text_[at_]) == nullptr) {
    return unexpected("space separating root-level values");
  }
  out.type = JsonValue::Type::number;
  out.text.assign(text_.substr(from, at_ - from));
  return true;
}

// Behind an item: a comma (again) or the closing bracket.
bool Parser::more(char shut, bool& again) {
  skip_space();
  if (at_end()) {
    return unexpected(shut == '}' ? "close marker for Object" : "close marker for Array");
  }
  if (text_[at_] != ',' && text_[at_] != shut) {
    return unexpected(shut == '}' ? "comma to separate Object entries"
                                  : "comma to separate Array entries");
  }
  again = text_[at_++] == ',';
  return true;
}

bool Parser::array(JsonValue& out, int depth) {
  ++at_;
  out.type = JsonValue::Type::array;
  skip_space();
  if (!at_end() && text_[at_] == ']') {
    ++at_;
    return true;
  }
  bool again = true;
  while (again) {
    out.items.emplace_back();
    if (!value(out.items.back(), depth + 1) || !more(']', again)) return false;
  }
  return true;
}

bool Parser::object(JsonValue& out, int depth) {
  ++at_;
  out.type = JsonValue::Type::object;
  skip_space();
  if (!at_end() && text_[at_] == '}') {
    ++at_;
    return true;
  }
  bool again = true;
  while (again) {
    skip_space();
    if (at_end()) return unexpected("close marker for Object");
    if (text_[at_] != '"') return unexpected("double-quote to start field name");
    out.members.emplace_back();
    if (!string(out.members.back().first)) return false;
    skip_space();
    if (at_end() || text_[at_] != ':')
      return unexpected("a colon to separate field name and value");
    ++at_;
    if (!value(out.members.back().second, depth + 1) || !more('}', again)) return false;
  }
  return true;
}

}  // namespace

JsonParsed parse_json_prefix(std::string_view text) {
  JsonParsed parsed;
  Parser parser(text);
  parser.skip_space();
  if (parser.at_end()) {
    parsed.error = "No content to map due to end-of-input";
    return parsed;
  }
  parsed.ok = parser.value(parsed.value, 1);
  parsed.offset = parser.at();
  parsed.error = parser.take_error();
  return parsed;
}

JsonParsed parse_json(std::string_view text) {
  JsonParsed parsed = parse_json_prefix(text);
  if (!parsed.ok) return parsed;
  while (parsed.offset < text.size() && is_space(text[parsed.offset])) ++parsed.offset;
  if (parsed.offset < text.size()) {
    parsed.ok = false;
    parsed.error = "Trailing token found after the value";
  }
  return parsed;
}

const JsonValue* JsonValue::find(std::string_view name) const {
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    if (member->first == name) return &member->second;
  }
  return nullptr;
}

std::optional<std::string> JsonValue::string_member(std::string_view name) const {
  const JsonValue* member = find(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->text;
}

std::optional<bool> JsonValue::bool_member(std::string_view name) const {
  const JsonValue* member = find(name);
  if (member == nullptr || member->type != Type::boolean) return std::nullopt;
  return member->boolean;
}

std::optional<int64_t> JsonValue::integer_member(std::string_view name) const {
  const JsonValue* member = find(name);
  if (member == nullptr) return std::nullopt;
  return member->as_integer();
}

std::optional<int64_t> JsonValue::as_integer() const {
  if (type != Type::number) return std::nullopt;
  const bool negative = text[0] == '-';
  const uint64_t bound = negative ? uint64_t{1} << 63 : (uint64_t{1} << 63) - 1;
  uint64_t magnitude = 0;
  for (size_t i = negative ? 1 : 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    const auto digit = static_cast<uint64_t>(text[i] - '0');
    if (magnitude > (bound - digit) / 10) return std::nullopt;
    magnitude = magnitude * 10 + digit;
  }
  return static_cast<int64_t>(negative ? ~magnitude + 1 : magnitude);
}

}  // namespace uc8::emulator
