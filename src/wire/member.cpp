// SPDX-License-Identifier: Apache-2.0
#include "wire/member.h"

#include <string.h>

namespace uc8 {

Error read_text(const JsonValue& value, MutableBytes& out) {
  if (!value.is_string()) return Error::protocol_violation;
  const Result<size_t> size = unescape_json(value.text);
  if (!size.ok()) return size.error();
  out = {value.text.data, size.value()};
  return Error::ok;
}

Error read_text(const JsonValue& value, Bytes& out) {
  MutableBytes text;
  const Error error = read_text(value, text);
  if (error == Error::ok) out = {text.data, text.size};
  return error;
}

Error read_message_id(const JsonValue& value, MessageId& out) {
  Bytes text;
  const Error error = read_text(value, text);
  if (error != Error::ok) return error;
  if (text.size == 0 || text.size > MessageId::kTextMax) return Error::protocol_violation;
  out.size = static_cast<uint8_t>(text.size);
  memcpy(out.text, text.data, text.size);
  return Error::ok;
}

Error read_count(const JsonValue& value, uint32_t& out) {
  const Result<uint64_t> count = json_unsigned(value);
  if (!count.ok()) return count.error();
  if (count.value() > UINT32_MAX) return Error::protocol_violation;
  out = static_cast<uint32_t>(count.value());
  return Error::ok;
}

}  // namespace uc8
