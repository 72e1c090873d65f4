// SPDX-License-Identifier: Apache-2.0
// JSON in: a strict reader into a tree. JSON out is json_writer.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace uc8::emulator {

class JsonValue {
 public:
  enum class Type { null, boolean, number, string, array, object };
  using Member = std::pair<std::string, JsonValue>;

  Type type = Type::null;
  bool boolean = false;
  std::string text;  // of a string: decoded, UTF-8; of a number: as it was written
  std::vector<JsonValue> items;
  std::vector<Member> members;  // in order of appearance, repeated names included

  bool is(Type wanted) const { return type == wanted; }
  bool is_null() const { return type == Type::null; }
  bool is_string() const { return type == Type::string; }
  bool is_object() const { return type == Type::object; }
  // The last member of that name, or null when there is none or this is no object.
  const JsonValue* find(std::string_view name) const;
  // Of an object: that member when it is a string (a boolean, an integer), else nothing.
  std::optional<std::string> string_member(std::string_view name) const;
  std::optional<bool> bool_member(std::string_view name) const;
  std::optional<int64_t> integer_member(std::string_view name) const;

  std::optional<int64_t> as_integer()
      const;  // of a number without fraction and exponent, within 64 bits
};

struct JsonParsed {
  bool ok = false;
  JsonValue value;
  std::string error;  // in the words of Jackson, more or less
  size_t offset = 0;  // of the error, or behind the value
};

constexpr int kJsonDepthMax = 64;

// RFC 8259 without extensions, nothing but white space behind the value. Lone surrogates become
// U+FFFD. `text` is valid UTF-8.
JsonParsed parse_json(std::string_view text);
// The same, but what follows the value is not looked at (as Jackson's readValue does).
JsonParsed parse_json_prefix(std::string_view text);

}  // namespace uc8::emulator
