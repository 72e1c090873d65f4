// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/json_reader.h"
#include "uc8/stream.h"

namespace uc8 {

/// One member that is looked for in a JSON object.
struct Member {
  const char* name;
  JsonType type;      ///< With any other type, null apart, the object is no part of the protocol.
  MutableBytes text;  ///< As JsonValue::text, but a string's is unescaped.
  bool is_there;      ///< There, and not null.

  constexpr Member(const char* member, JsonType expected)
      : name(member), type(expected), is_there(false) {}
  Bytes view() const { return {text.data, text.size}; }
};

/// Fills `members` from the one object that `document` is, changing it in place; the other members
/// are ignored, and of two with the same name the last holds. Names are compared as written.
/// Errors: as `read_json_object()`.
Error read_members(MutableBytes document, Member* members, size_t count);

template <size_t kCount>
Error read_members(MutableBytes document, Member (&members)[kCount]) {
  return read_members(document, members, kCount);
}

/// Copies an id. Errors: `protocol_violation` (empty, or longer than MessageId::kTextMax).
Error read_message_id(Bytes text, MessageId& out);

inline Bytes view_of(const MessageId& id) {
  return {reinterpret_cast<const uint8_t*>(id.text), id.size};
}

}  // namespace uc8
