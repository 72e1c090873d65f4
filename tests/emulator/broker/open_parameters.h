// SPDX-License-Identifier: Apache-2.0
// An upgrade request, understood: which topic, and how.
#pragma once

#include <optional>
#include <string>

#include "broker/broker_options.h"
#include "broker/consumer.h"
#include "broker/message_id.h"
#include "broker/open_request.h"
#include "broker/producer.h"
#include "broker/subscription.h"

namespace uc8::emulator {

struct OpenParameters {
  TopicKey topic;
  std::string subscription;
  SubscriptionType type = SubscriptionType::exclusive;
  bool durable = true;
  ConsumerSetup consumer;  // consumers and readers; an empty name: none was given
  ProducerSetup producer;
  // Of a reader.
  enum class Start { latest, earliest, behind };
  Start start = Start::latest;
  MessageId behind;
};

struct ParsedOpen {
  std::optional<Refusal> refusal;
  OpenParameters parameters;
};
ParsedOpen parse_open_request(const OpenRequest& request, CommandSet commands);

}  // namespace uc8::emulator
