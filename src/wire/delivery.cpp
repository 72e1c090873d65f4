// SPDX-License-Identifier: Apache-2.0
#include "wire/delivery.h"

#include "base/assert.h"
#include "base/base64.h"
#include "base/text.h"
#include "json/json_writer.h"
#include "wire/member.h"

namespace uc8 {

namespace {

Error read_count(const Member& member, uint32_t& out) {
  if (!member.is_there) return Error::ok;
  const Result<uint64_t> count = parse_decimal(member.view());
  if (!count.ok() || count.value() > UINT32_MAX) return Error::protocol_violation;
  out = static_cast<uint32_t>(count.value());
  return Error::ok;
}

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
  enum { kId, kPayload, kProperties, kKey, kPublishTime, kEventTime, kRedeliveryCount };
  Member members[] = {
      {"messageId", JsonType::string},       {"payload", JsonType::string},
      {"properties", JsonType::object},      {"key", JsonType::string},
      {"publishTime", JsonType::string},     {"eventTime", JsonType::string},
      {"redeliveryCount", JsonType::number},
  };
  out = Message();
  Error error = read_members(document, members);
  if (error != Error::ok) return error;
  // Without an id nobody can acknowledge it; with neither, it is the answer to something else.
  if (members[kId].is_there != members[kPayload].is_there) return Error::protocol_violation;
  if (!members[kId].is_there) return Error::ok;
  const Result<size_t> size = decode_base64(members[kPayload].text);
  if (!size.ok()) return size.error();
  error = read_count(members[kRedeliveryCount], out.redelivery_count);
  if (error != Error::ok) return error;
  out.payload = {members[kPayload].text.data, size.value()};
  out.properties = members[kProperties].view();
  out.key = members[kKey].view();
  out.publish_time = members[kPublishTime].view();
  out.event_time = members[kEventTime].view();
  return read_message_id(members[kId].view(), out.id);
}

Error read_truncated_delivery_id(MutableBytes beginning, MessageId& out) {
  // Closed behind its first member's value, the beginning is a document of its own.
  const size_t size = size_to_quote(beginning, 4);
  if (size == 0 || size == beginning.size) return Error::protocol_violation;
  beginning.data[size] = '}';
  Member members[] = {{"messageId", JsonType::string}};
  Error error = read_members({beginning.data, size + 1}, members);
  if (error == Error::ok) error = read_message_id(members[0].view(), out);
  return error == Error::ok ? error : Error::protocol_violation;
}

void write_acknowledgement(WindowWriter& to, const MessageId& id) {
  to.text("{\"messageId\":");
  write_json_string(to, view_of(id));
  to.character('}');
}

void write_negative_acknowledgement(WindowWriter& to, const MessageId& id) {
  to.text("{\"type\":\"negativeAcknowledge\",\"messageId\":");
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
