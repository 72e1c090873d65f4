// SPDX-License-Identifier: Apache-2.0
//
// Values of known members of the protocol's JSON objects, read in place. A value of another type
// than the member has is a `protocol_violation`.
#pragma once

#include "json/json_reader.h"
#include "uc8/stream.h"

namespace uc8 {

/// A string, unescaped in place; `out` points into the document.
Error read_text(const JsonValue& value, MutableBytes& out);
Error read_text(const JsonValue& value, Bytes& out);
/// A string of 1 to MessageId::kTextMax bytes.
Error read_message_id(const JsonValue& value, MessageId& out);
/// An unsigned number of 32 bits.
Error read_count(const JsonValue& value, uint32_t& out);

inline Bytes view_of(const MessageId& id) {
  return {reinterpret_cast<const uint8_t*>(id.text), id.size};
}

}  // namespace uc8
