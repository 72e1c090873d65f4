// SPDX-License-Identifier: Apache-2.0
// Message ids: base64 of Pulsar's protobuf MessageIdData.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "broker/broker_options.h"

namespace uc8::emulator {

struct MessageId {
  uint64_t ledger_id = 0;
  uint64_t entry_id = 0;
  int partition = -1;
  int batch_index = -1;

  bool operator==(const MessageId& other) const {
    return ledger_id == other.ledger_id && entry_id == other.entry_id;
  }
  bool operator<(const MessageId& other) const {
    return ledger_id != other.ledger_id ? ledger_id < other.ledger_id : entry_id < other.entry_id;
  }
};

// What a deduplicated send is answered with: (-1, -1).
MessageId duplicate_message_id();

std::string encode_message_id(const MessageId& id, MessageIdForm form);

struct DecodedMessageId {
  enum class Problem { none, not_base64, not_an_id };
  Problem problem = Problem::none;
  MessageId id;
  std::string error;  // of not_base64
};
DecodedMessageId decode_message_id(std::string_view text);

}  // namespace uc8::emulator
