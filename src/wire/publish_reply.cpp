// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "json/json_reader.h"
#include "wire/member.h"
#include "wire/publish.h"

namespace uc8 {

namespace {

class ReplyMembers : public JsonMembers {
 public:
  PublishReply reply;
  Bytes result;
  Error error = Error::ok;

  bool on_member(MutableBytes key, JsonValue value) override {
    if (value.type != JsonType::null) error = read({key.data, key.size}, value);
    return error == Error::ok;
  }

 private:
  Error read(Bytes key, const JsonValue& value) {
    if (equal(key, "result")) return read_text(value, result);
    if (equal(key, "messageId")) return read_message_id(value, reply.id);
    if (equal(key, "errorMsg")) return read_text(value, reply.words);
    if (equal(key, "context")) return read_context(value);
    return Error::ok;
  }

  /// Exactly as we write them: 32 bits, no leading zero.
  Error read_context(const JsonValue& value) {
    Bytes text;
    const Error text_error = read_text(value, text);
    if (text_error != Error::ok) return text_error;
    const Result<uint64_t> number = parse_decimal(text);
    if (!number.ok()) return number.error();
    if (number.value() > UINT32_MAX || (text.size > 1 && text.data[0] == '0')) {
      return Error::protocol_violation;
    }
    reply.has_context = true;
    reply.context = static_cast<uint32_t>(number.value());
    return Error::ok;
  }
};

/// Classes of Pulsar's Java client whose names tell that the same message can never be stored.
const char* const kPermanent[] = {"TopicTerminatedException", "InvalidMessageException",
                                  "NotAllowedException", "IncompatibleSchemaException"};

PublishReply::Outcome outcome_of(int32_t code, Bytes words) {
  if (code == 3) return PublishReply::Outcome::malformed;
  if (code == 7) return PublishReply::Outcome::refused;
  // The code of everything else is 8; only the name of the exception tells more.
  if (contains(words, "ProducerQueueIsFullError")) return PublishReply::Outcome::queue_full;
  for (const char* name : kPermanent) {
    if (contains(words, name)) return PublishReply::Outcome::refused;
  }
  return PublishReply::Outcome::transient;
}

/// The id −1:−1, without the end that tells Pulsar 2.7.1 (`AQ==`) from later ones (`ATAA`).
const char kNoId[] = "CP///////////wEQ////////////";

bool is_no_id(const MessageId& id) {
  const Bytes text = view_of(id);
  const Bytes beginning = bytes_of(kNoId);
  if (text.size != beginning.size + 4 || !starts_with(text, kNoId)) return false;
  const Bytes end = {text.data + beginning.size, 4};
  return equal(end, "AQ==") || equal(end, "ATAA");
}

}  // namespace

Result<PublishReply> read_publish_reply(MutableBytes document) {
  ReplyMembers members;
  const Error error = read_json_object(document, members);
  if (error != Error::ok) return error;
  if (members.error != Error::ok) return members.error;
  PublishReply& reply = members.reply;
  if (equal(members.result, "ok")) {
    reply.is_duplicate = is_no_id(reply.id);
    if (reply.is_duplicate) reply.id = MessageId();  // It names nothing; nobody may keep it.
    return reply;
  }
  const Bytes prefix = bytes_of("send-error:");
  if (!starts_with(members.result, "send-error:")) return Error::protocol_violation;
  const Result<uint64_t> code =
      parse_decimal({members.result.data + prefix.size, members.result.size - prefix.size});
  if (!code.ok() || code.value() > INT32_MAX) return Error::protocol_violation;
  reply.id = MessageId();
  reply.code = static_cast<int32_t>(code.value());
  reply.outcome = outcome_of(reply.code, reply.words);
  return reply;
}

}  // namespace uc8
