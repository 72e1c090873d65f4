// SPDX-License-Identifier: Apache-2.0
#include "wire/member.h"

#include <string.h>

#include "base/text.h"

namespace uc8 {

namespace {

class MemberReader : public JsonMembers {
 public:
  MemberReader(const char* names, MutableBytes* found, size_t count)
      : names_(names), found_(found), count_(count) {}

  bool is_right = true;

  bool on_member(MutableBytes key, JsonValue value) override {
    const char* name = names_;
    for (size_t i = 0; i < count_; ++i, name += strlen(name) + 1) {
      if (equal(key, name + 1)) is_right = take(value, *name, found_[i]);
    }
    return is_right;
  }

 private:
  static bool take(const JsonValue& value, char type, MutableBytes& out) {
    out = MutableBytes();
    if (value.type == JsonType::null) return true;
    if (static_cast<char>(value.type) != type) return false;
    out = value.text;
    return !value.is_string() || unescape_json(out);
  }

  const char* names_;
  MutableBytes* found_;
  size_t count_;
};

}  // namespace

Error read_members(MutableBytes document, const char* names, MutableBytes* found, size_t count) {
  MemberReader reader(names, found, count);
  const Error error = read_json_object(document, reader);
  return error == Error::ok && !reader.is_right ? Error::protocol_violation : error;
}

bool operator==(const MessageId& a, const MessageId& b) {
  return equal(view_of(a), view_of(b));
}

Error read_message_id(Bytes text, MessageId& out) {
  if (text.size == 0 || text.size > MessageId::kTextMax) return Error::protocol_violation;
  out.size = static_cast<uint8_t>(text.size);
  memcpy(out.text, text.data, text.size);
  return Error::ok;
}

}  // namespace uc8
