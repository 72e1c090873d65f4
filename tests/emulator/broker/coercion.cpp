// SPDX-License-Identifier: Apache-2.0
#include "broker/coercion.h"

namespace uc8::emulator {
namespace {

// A number in JSON's form without its fraction; nothing when it has an exponent or is too large.
std::optional<int64_t> whole_part(const std::string& text) {
  JsonParsed parsed = parse_json(text[0] == '+' ? std::string_view(text).substr(1) : text);
  if (!parsed.ok || !parsed.value.is(JsonValue::Type::number)) return std::nullopt;
  parsed.value.text = parsed.value.text.substr(0, parsed.value.text.find('.'));
  return parsed.value.as_integer();
}

std::string trimmed(const std::string& text) {
  const size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

}  // namespace

bool coerce_string(const JsonValue* value, std::optional<std::string>& out) {
  if (value == nullptr || value->is_null()) return true;
  if (value->is(JsonValue::Type::array) || value->is_object()) return false;
  if (value->is(JsonValue::Type::boolean)) {
    out = value->boolean ? "true" : "false";
  } else {
    out = value->text;
  }
  return true;
}

bool coerce_integer(const JsonValue* value, std::optional<int64_t>& out) {
  if (value == nullptr || value->is_null()) return true;
  if (!value->is_string() && !value->is(JsonValue::Type::number)) return false;
  const std::string text = trimmed(value->text);
  if (text.empty()) return true;
  if (value->is_string() && text.find('.') != std::string::npos) return false;
  out = whole_part(text);
  return out.has_value();
}

}  // namespace uc8::emulator
