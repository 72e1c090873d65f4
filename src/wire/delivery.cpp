// SPDX-License-Identifier: Apache-2.0
#include "wire/delivery.h"

#include "base/assert.h"
#include "base/base64.h"
#include "base/text.h"
#include "json/json_writer.h"
#include "wire/member.h"

namespace uc8 {

namespace {

/// The size of a text up to and with its n-th quote that is not escaped; 0: it has less.
size_t size_to_quote(MutableBytes text, unsigned n) {
  for (size_t i = 0; i < text.size; ++i) {
    if (text.data[i] == '\\') {
      ++i;
    } else if (text.data[i] == '"' && --n == 0) {
      return i + 1;
    }
  }
  return 0;
}

}  // namespace

Error read_delivery(MutableBytes document, Message& out) {
  enum { kId, kPayload, kProperties, kKey, kPublishTime, kEventTime, kRedeliveryCount, kCount };
  MutableBytes found[kCount];
  out = Message();
  const Error error = read_members(document,
                                   "$messageId\0$payload\0{properties\0$key\0$publishTime\0"
                                   "$eventTime\0#redeliveryCount\0",
                                   found);
  if (error != Error::ok) return error;
  const bool has_id = found[kId].data != nullptr;
  const bool has_payload = found[kPayload].data != nullptr;
  // Without an id nobody can acknowledge it; with neither, it is the answer to something else.
  if (!has_id && !has_payload) return Error::ok;
  if (!has_id || !has_payload || !decode_base64(found[kPayload])) return Error::protocol_violation;
  const Bytes count = found[kRedeliveryCount];
  if (count.data != nullptr && !parse_decimal(count, UINT32_MAX, out.redelivery_count)) {
    return Error::protocol_violation;
  }
  out.payload = found[kPayload];
  out.properties = found[kProperties];
  out.key = found[kKey];
  out.publish_time = found[kPublishTime];
  out.event_time = found[kEventTime];
  return read_message_id(found[kId], out.id);
}

Error read_truncated_delivery_id(MutableBytes beginning, MessageId& out) {
  // Closed behind its first member's value, the beginning is a document of its own.
  const size_t size = size_to_quote(beginning, 4);
  if (size == 0 || size == beginning.size) return Error::protocol_violation;
  beginning.data[size] = '}';
  MutableBytes id[1];
  const Error error = read_members({beginning.data, size + 1}, "$messageId\0", id);
  return error == Error::ok ? read_message_id(id[0], out) : Error::protocol_violation;
}

void write_acknowledgement(WindowWriter& to, const MessageId& id, bool is_negative) {
  to.text(is_negative ? "{\"type\":\"negativeAcknowledge\",\"messageId\":" : "{\"messageId\":");
  write_json_string(to, view_of(id));
  to.character('}');
}

void write_permit(WindowWriter& to, uint32_t count) {
  UC8_ASSERT(count >= 1);
  to.text("{\"type\":\"permit\",\"permitMessages\":");
  to.decimal(count);
  to.character('}');
}

}  // namespace uc8
