// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "wire/member.h"
#include "wire/publish.h"

namespace uc8 {

namespace {

/// Exactly as we write them: 32 bits, no leading zero.
bool read_context(Bytes text, PublishReply& reply) {
  reply.has_context = text.data != nullptr;
  if (!reply.has_context) return true;
  return parse_decimal(text, UINT32_MAX, reply.context) && (text.size == 1 || text.data[0] != '0');
}

const char kSendError[] = "send-error:";

/// `send-error:N`.
bool read_code(Bytes result, int32_t& code) {
  constexpr size_t kPrefixSize = sizeof kSendError - 1;
  uint32_t number = 0;
  if (!starts_with(result, kSendError)) return false;
  const Bytes digits = {result.data + kPrefixSize, result.size - kPrefixSize};
  const bool is_number = parse_decimal(digits, INT32_MAX, number);
  code = static_cast<int32_t>(number);
  return is_number;
}

/// Classes of Pulsar's Java client whose names tell that the same message can never be stored.
const char kPermanent[] =
    "TopicTerminatedException\0InvalidMessageException\0NotAllowedException\0"
    "IncompatibleSchemaException\0";

PublishReply::Outcome outcome_of(int32_t code, Bytes words) {
  if (code == 3) return PublishReply::Outcome::malformed;
  if (code == 7) return PublishReply::Outcome::refused;
  // The code of everything else is 8; only the name of the exception tells more.
  if (contains(words, "ProducerQueueIsFullError")) return PublishReply::Outcome::queue_full;
  for (const char* name = kPermanent; *name != '\0'; name = text_at(name, 1)) {
    if (contains(words, name)) return PublishReply::Outcome::refused;
  }
  return PublishReply::Outcome::transient;
}

/// The id −1:−1, as Pulsar 2.7.1 writes it and as later ones do.
const char kNoIds[] =
    "CP///////////wEQ////////////AQ==\0"
    "CP///////////wEQ////////////ATAA\0";

/// What a server says that stored it, or has it already.
Error read_stored(Bytes id, PublishReply& reply) {
  reply.is_duplicate = index_of(id, kNoIds) < 2;  // It names nothing; nobody may keep it.
  return id.data == nullptr || reply.is_duplicate ? Error::ok : read_message_id(id, reply.id);
}

}  // namespace

Error read_publish_reply(MutableBytes document, PublishReply& reply) {
  enum { kResult, kId, kWords, kContext, kCount };
  MutableBytes found[kCount];
  const Error error = read_members(document, "$result\0$messageId\0$errorMsg\0$context\0", found);
  if (error != Error::ok) return error;
  if (!read_context(found[kContext], reply)) return Error::protocol_violation;
  reply.words = found[kWords];
  if (equal(found[kResult], "ok")) return read_stored(found[kId], reply);
  if (!read_code(found[kResult], reply.code)) return Error::protocol_violation;
  reply.outcome = outcome_of(reply.code, reply.words);
  return Error::ok;
}

}  // namespace uc8
