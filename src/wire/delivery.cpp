// SPDX-License-Identifier: Apache-2.0
#include "wire/delivery.h"

#include "base/assert.h"
#include "base/base64.h"
#include "base/text.h"
#include "json/json_reader.h"
#include "json/json_writer.h"
#include "wire/member.h"

namespace uc8 {

namespace {

class DeliveryMembers : public JsonMembers {
 public:
  Message message;
  MutableBytes payload;
  bool has_payload = false;
  Error error = Error::ok;

  bool on_member(MutableBytes key, JsonValue value) override {
    if (value.type != JsonType::null) error = read({key.data, key.size}, value);
    return error == Error::ok;
  }

 private:
  Error read(Bytes key, const JsonValue& value) {
    if (equal(key, "messageId")) return read_message_id(value, message.id);
    if (equal(key, "payload")) {
      has_payload = true;
      return read_text(value, payload);
    }
    if (equal(key, "properties")) {
      if (value.type != JsonType::object) return Error::protocol_violation;
      message.properties = {value.text.data, value.text.size};
      return Error::ok;
    }
    if (equal(key, "key")) return read_text(value, message.key);
    if (equal(key, "publishTime")) return read_text(value, message.publish_time);
    if (equal(key, "eventTime")) return read_text(value, message.event_time);
    if (equal(key, "redeliveryCount")) return read_count(value, message.redelivery_count);
    return Error::ok;  // Later servers may say more.
  }
};

/// Skips white space and then `expected`, if it is there.
bool take(Bytes& text, char expected) {
  while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t' || text.data[0] == '\r' ||
                           text.data[0] == '\n')) {
    ++text.data;
    --text.size;
  }
  if (text.size == 0 || text.data[0] != static_cast<uint8_t>(expected)) return false;
  ++text.data;
  --text.size;
  return true;
}

}  // namespace

Result<Message> read_delivery(MutableBytes document) {
  DeliveryMembers members;
  const Error error = read_json_object(document, members);
  if (error != Error::ok) return error;
  if (members.error != Error::ok) return members.error;
  if (members.message.id.size == 0) return Message();
  if (!members.has_payload) return Error::protocol_violation;
  const Result<size_t> size = decode_base64(members.payload);
  if (!size.ok()) return size.error();
  members.message.payload = {members.payload.data, size.value()};
  return members.message;
}

Result<MessageId> read_truncated_delivery_id(MutableBytes beginning) {
  Bytes rest = {beginning.data, beginning.size};
  if (!take(rest, '{') || !take(rest, '"')) return Error::protocol_violation;
  const Bytes name = bytes_of("messageId\"");
  if (!starts_with(rest, "messageId\"")) return Error::protocol_violation;
  rest = {rest.data + name.size, rest.size - name.size};
  if (!take(rest, ':') || !take(rest, '"')) return Error::protocol_violation;
  MessageId id;
  while (rest.size > 0) {
    if (rest.data[0] == '"') {
      if (id.size == 0) break;
      return id;
    }
    if (rest.data[0] < 0x20) break;
    uint8_t character[4];
    const size_t size = take_json_character(rest, character);
    if (size == 0 || id.size + size > MessageId::kTextMax) break;
    for (size_t i = 0; i < size; ++i) id.text[id.size++] = static_cast<char>(character[i]);
  }
  return Error::protocol_violation;
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
