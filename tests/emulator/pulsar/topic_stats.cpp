// SPDX-License-Identifier: Apache-2.0
#include "pulsar/topic_stats.h"

#include "broker/iso_time.h"

namespace uc8::gateway {
namespace {

using emulator::ConsumerState;
using emulator::JsonValue;
using emulator::ProducerState;
using emulator::SubscriptionState;

std::string text_of(const JsonValue& object, std::string_view name) {
  return object.string_member(name).value_or(std::string());
}

uint64_t count_of(const JsonValue& object, std::string_view name) {
  const int64_t number = object.integer_member(name).value_or(0);
  return number > 0 ? static_cast<uint64_t>(number) : 0;
}

int64_t since_of(const JsonValue& object) {
  const emulator::IsoTime time = emulator::parse_iso_time(text_of(object, "connectedSince"));
  return time.ok ? time.epoch_ms : 0;
}

ConsumerState consumer_of(const JsonValue& stats, const SubscriptionState& subscription) {
  ConsumerState consumer;
  consumer.name = text_of(stats, "consumerName");
  consumer.started = true;
  const bool single = subscription.type == "Exclusive" || subscription.type == "Failover";
  consumer.active = !single || consumer.name == subscription.active_consumer;
  consumer.broker_permits = stats.integer_member("availablePermits").value_or(0);
  consumer.unacknowledged = count_of(stats, "unackedMessages");
  consumer.delivered = count_of(stats, "msgOutCounter");
  consumer.connected_since_ms = since_of(stats);
  return consumer;
}

SubscriptionState subscription_of(const std::string& name, const JsonValue& stats) {
  SubscriptionState subscription;
  subscription.name = name;
  subscription.type = text_of(stats, "type");
  subscription.durable = stats.bool_member("isDurable").value_or(true);
  // Pulsar's WebSocket service names readers so; 2.7 does not say what is durable.
  subscription.reader = name.compare(0, 7, "reader-") == 0;
  subscription.active_consumer = text_of(stats, "activeConsumerName");
  subscription.backlog = count_of(stats, "msgBacklog");
  subscription.unacknowledged = count_of(stats, "unackedMessages");
  subscription.delivered = count_of(stats, "msgOutCounter");
  const JsonValue* consumers = stats.find("consumers");
  if (consumers == nullptr) return subscription;
  for (const JsonValue& one : consumers->items) {
    subscription.consumers.push_back(consumer_of(one, subscription));
  }
  return subscription;
}

}  // namespace

void read_stats(const JsonValue& stats, emulator::TopicState* topic) {
  topic->bytes = count_of(stats, "storageSize");
  topic->messages_in = count_of(stats, "msgInCounter");
  topic->bytes_in = count_of(stats, "bytesInCounter");
  topic->messages_out = count_of(stats, "msgOutCounter");
  topic->bytes_out = count_of(stats, "bytesOutCounter");
  if (const JsonValue* publishers = stats.find("publishers")) {
    for (const JsonValue& one : publishers->items) {
      ProducerState producer;
      producer.name = text_of(one, "producerName");
      producer.connected_since_ms = since_of(one);
      topic->producers.push_back(producer);
    }
  }
  if (const JsonValue* subscriptions = stats.find("subscriptions")) {
    for (const auto& [name, one] : subscriptions->members) {
      topic->subscriptions.push_back(subscription_of(name, one));
    }
  }
}

void read_internal_stats(const JsonValue& stats, emulator::TopicState* topic) {
  topic->messages = count_of(stats, "numberOfEntries");
  topic->terminated = text_of(stats, "state") == "Terminated";
  const JsonValue* ledgers = stats.find("ledgers");
  if (ledgers == nullptr) return;
  for (const JsonValue& one : ledgers->items) {
    emulator::LedgerState ledger;
    ledger.ledger_id = count_of(one, "ledgerId");
    ledger.entries = count_of(one, "entries");
    ledger.bytes = count_of(one, "size");
    topic->ledgers.push_back(ledger);
  }
}

}  // namespace uc8::gateway
