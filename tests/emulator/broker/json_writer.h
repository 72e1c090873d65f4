// SPDX-License-Identifier: Apache-2.0
// JSON out: compact, members in the order of the calls.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace uc8::emulator {

// `"` and `\` escaped, control characters as \n, \t and the like or \u00XX; everything else as it
// is (UTF-8), as Jackson does.
void append_json_string(std::string& out, std::string_view text);

// **Calls mirror the document**: begin_object, key, value, …, end_object. Commas come by
// themselves.
//   JsonWriter json; json.begin_object().member("error",
//   false).key("result").begin_array().end_array().end_object();
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return shut('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return shut(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& integer(int64_t number);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // a finished value

  JsonWriter& value(std::string_view text) { return string(text); }
  JsonWriter& value(const std::string& text) { return string(text); }
  JsonWriter& value(const char* text) { return string(text); }
  template <typename T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
  JsonWriter& value(T number) {
    if constexpr (std::is_same_v<T, bool>) {
      return boolean(number);
    } else {
      return integer(static_cast<int64_t>(number));
    }
  }
  template <typename T>
  JsonWriter& member(std::string_view name, const T& content) {
    key(name);
    return value(content);
  }

  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& shut(char bracket);
  void separate();

  std::string text_;
  bool comma_ = false;
};

}  // namespace uc8::emulator
