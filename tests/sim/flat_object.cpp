// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "sim/codec.h"

namespace uc8::sim {

namespace {

/// Strict: no blanks, no null, no literal but numbers.
class Parser {
 public:
  explicit Parser(const std::string& json) : json_(json) {}

  bool document(FlatObject* out) {
    const bool is_object = members([&](const std::string& name) { return value(name, out); });
    return is_object && at_ == json_.size();
  }

 private:
  template <class Value>
  bool members(Value value) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      std::string name;
      if (!string(&name) || !take(':') || !value(name)) return false;
    } while (take(','));
    return take('}');
  }

  bool value(const std::string& name, FlatObject* out) {
    if (out->has(name) || out->objects.count(name) > 0) return false;
    if (at_ < json_.size() && json_[at_] == '{') {
      std::vector<std::pair<std::string, std::string>>& object = out->objects[name];
      return members([&](const std::string& inner) {
        object.emplace_back(inner, "");
        return string(&object.back().second);
      });
    }
    if (at_ < json_.size() && json_[at_] == '"') return string(&out->members[name]);
    std::string& number = out->members[name];
    if (take('-')) number = "-";
    while (at_ < json_.size() && json_[at_] >= '0' && json_[at_] <= '9') number += json_[at_++];
    return !number.empty() && number != "-";
  }

  bool string(std::string* out) {
    if (!take('"')) return false;
    while (at_ < json_.size() && json_[at_] != '"') {
      const char c = json_[at_++];
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        *out += c;
      } else if (!escape(out)) {
        return false;
      }
    }
    return take('"');
  }

  bool escape(std::string* out) {
    if (at_ >= json_.size()) return false;
    static const std::string kNames = "\"\\/bfnrt";
    static const std::string kValues = "\"\\/\b\f\n\r\t";
    const char c = json_[at_++];
    const size_t simple = kNames.find(c);
    if (simple != std::string::npos) {
      *out += kValues[simple];
      return true;
    }
    if (c != 'u' || at_ + 4 > json_.size()) return false;
    const unsigned long code = strtoul(json_.substr(at_, 4).c_str(), nullptr, 16);
    at_ += 4;
    if (code >= 0x80) return false;  // The clients escape control characters only.
    *out += static_cast<char>(code);
    return true;
  }

  bool take(char c) {
    if (at_ >= json_.size() || json_[at_] != c) return false;
    ++at_;
    return true;
  }

  const std::string& json_;
  size_t at_ = 0;
};

}  // namespace

bool parse_object(const std::string& json, FlatObject* out) {
  return Parser(json).document(out);
}

}  // namespace uc8::sim
