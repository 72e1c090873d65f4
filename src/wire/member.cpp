// SPDX-License-Identifier: Apache-2.0
#include "wire/member.h"

#include <string.h>

#include "base/text.h"

namespace uc8 {

namespace {

class MemberReader : public JsonMembers {
 public:
  MemberReader(Member* members, size_t count) : members_(members), count_(count) {}

  Error error = Error::ok;

  bool on_member(MutableBytes key, JsonValue value) override {
    for (size_t i = 0; i < count_; ++i) {
      if (equal({key.data, key.size}, members_[i].name)) error = read(value, members_[i]);
    }
    return error == Error::ok;
  }

 private:
  static Error read(const JsonValue& value, Member& out) {
    out.is_there = value.type != JsonType::null;
    if (!out.is_there) return Error::ok;
    if (value.type != out.type) return Error::protocol_violation;
    out.text = value.text;
    if (!value.is_string()) return Error::ok;
    const Result<size_t> size = unescape_json(value.text);
    if (size.ok()) out.text.size = size.value();
    return size.error();
  }

  Member* members_;
  size_t count_;
};

}  // namespace

Error read_members(MutableBytes document, Member* members, size_t count) {
  MemberReader reader(members, count);
  const Error error = read_json_object(document, reader);
  return error != Error::ok ? error : reader.error;
}

Error read_message_id(Bytes text, MessageId& out) {
  if (text.size == 0 || text.size > MessageId::kTextMax) return Error::protocol_violation;
  out.size = static_cast<uint8_t>(text.size);
  memcpy(out.text, text.data, text.size);
  return Error::ok;
}

}  // namespace uc8
