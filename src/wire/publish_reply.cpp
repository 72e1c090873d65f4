// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "wire/member.h"
#include "wire/publish.h"

namespace uc8 {

namespace {

/// Exactly as we write them: 32 bits, no leading zero.
Error read_context(const Member& member, PublishReply& reply) {
  reply.has_context = member.is_there;
  if (!member.is_there) return Error::ok;
  const Bytes text = member.view();
  const Result<uint64_t> number = parse_decimal(text);
  if (!number.ok() || number.value() > UINT32_MAX || (text.size > 1 && text.data[0] == '0')) {
    return Error::protocol_violation;
  }
  reply.context = static_cast<uint32_t>(number.value());
  return Error::ok;
}

/// `send-error:N`.
Error read_code(Bytes result, int32_t& code) {
  const Bytes prefix = bytes_of("send-error:");
  if (!starts_with(result, "send-error:")) return Error::protocol_violation;
  const Result<uint64_t> number =
      parse_decimal({result.data + prefix.size, result.size - prefix.size});
  if (!number.ok() || number.value() > INT32_MAX) return Error::protocol_violation;
  code = static_cast<int32_t>(number.value());
  return Error::ok;
}

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
  enum { kResult, kId, kWords, kContext };
  Member members[] = {
      {"result", JsonType::string},
      {"messageId", JsonType::string},
      {"errorMsg", JsonType::string},
      {"context", JsonType::string},
  };
  PublishReply reply;
  Error error = read_members(document, members);
  if (error == Error::ok) error = read_context(members[kContext], reply);
  if (error != Error::ok) return error;
  reply.words = members[kWords].view();
  if (equal(members[kResult].view(), "ok")) {
    if (members[kId].is_there) error = read_message_id(members[kId].view(), reply.id);
    reply.is_duplicate = is_no_id(reply.id);
    if (reply.is_duplicate) reply.id = MessageId();  // It names nothing; nobody may keep it.
  } else {
    error = read_code(members[kResult].view(), reply.code);
    reply.outcome = outcome_of(reply.code, reply.words);
  }
  if (error != Error::ok) return error;
  return reply;
}

}  // namespace uc8
