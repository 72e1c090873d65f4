// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/json_reader.h"
#include "uc8/stream.h"

namespace uc8 {

/// Looks for members of the one object that `document` is, changing it in place. `names` is a list
/// of `count` texts (see base/text.h), each with the character of its type (see JsonType) in front:
/// "$result\0{properties\0#redeliveryCount\0". `found[i]` becomes what JsonValue::text is, but a
/// string's is unescaped; its data stays null if the i-th is not there or null. Other members are
/// ignored, and of two with the same name the last holds. Names are compared as written.
/// Errors: as `read_json_object()`; `protocol_violation` (another type, a bad escape).
Error read_members(MutableBytes document, const char* names, MutableBytes* found, size_t count);

template <size_t kCount>
Error read_members(MutableBytes document, const char* names, MutableBytes (&found)[kCount]) {
  return read_members(document, names, found, kCount);
}

/// Copies an id. Errors: `protocol_violation` (empty, or longer than MessageId::kTextMax).
Error read_message_id(Bytes text, MessageId& out);

inline Bytes view_of(const MessageId& id) {
  return {reinterpret_cast<const uint8_t*>(id.text), id.size};
}

}  // namespace uc8
