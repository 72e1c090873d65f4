// SPDX-License-Identifier: Apache-2.0
// What a producer's client sends: one JSON object with a message, read as Pulsar's proxy does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "broker/message_log.h"

namespace uc8::emulator {

struct ProducerMessage {
  enum class Problem {
    none,
    not_json,      // send-error:3, which never carries the context
    bad_encoding,  // send-error:7
    fatal,         // the connection closes with 1011 and `error`
  };
  Problem problem = Problem::none;
  std::optional<std::string> error;  // errorMsg
  std::optional<std::string> context;
  Message message;
};

// `now_ms` turns deliverAfterMs into a time; `delays`: deliverAt and deliverAfterMs are honoured.
ProducerMessage read_producer_message(std::string_view text, int64_t now_ms, bool delays);

// The order in which a java.util.HashMap shows these names: it is the order on Pulsar's wire.
void sort_as_java_hash_map(Properties& properties);

}  // namespace uc8::emulator
