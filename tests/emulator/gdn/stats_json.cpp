// SPDX-License-Identifier: Apache-2.0
#include "gdn/stats_json.h"

#include "broker/iso_time.h"
#include "broker/json_writer.h"

namespace uc8::gateway {
namespace {

using emulator::ConsumerState;
using emulator::JsonWriter;
using emulator::ProducerState;
using emulator::SubscriptionState;
using emulator::TopicState;

constexpr const char* kAddress = "/127.0.0.1";

void write_publisher(JsonWriter& json, const ProducerState& producer, int64_t id) {
  json.begin_object();
  json.member("msgRateIn", 0).member("msgThroughputIn", 0).member("averageMsgSize", 0);
  json.member("producerId", id).key("metadata").begin_object().end_object();
  json.member("producerName", producer.name).member("address", kAddress);
  json.member("connectedSince", emulator::format_iso_time(producer.connected_since_ms));
  json.member("clientVersion", "2.8.1").end_object();
}

void write_consumer(JsonWriter& json, const ConsumerState& consumer) {
  json.begin_object();
  json.member("msgRateOut", 0).member("msgThroughputOut", 0).member("msgRateRedeliver", 0);
  json.member("consumerName", consumer.name);
  json.member("availablePermits", consumer.broker_permits);
  json.member("unackedMessages", consumer.unacknowledged);
  json.member("blockedConsumerOnUnackedMsgs", false).member("address", kAddress);
  json.member("connectedSince", emulator::format_iso_time(consumer.connected_since_ms));
  json.member("clientVersion", "2.8.1").end_object();
}

void write_subscription(JsonWriter& json, const SubscriptionState& subscription) {
  json.begin_object();
  json.member("msgRateOut", 0).member("msgThroughputOut", 0).member("msgRateRedeliver", 0);
  json.member("msgBacklog", subscription.backlog).member("blockedSubscriptionOnUnackedMsgs", false);
  json.member("unackedMessages", subscription.unacknowledged);
  json.member("type", subscription.type).member("activeConsumerName", subscription.active_consumer);
  json.member("msgRateExpired", 0).key("consumers").begin_array();
  for (const ConsumerState& consumer : subscription.consumers) write_consumer(json, consumer);
  json.end_array().member("isDurable", subscription.durable).end_object();
}

uint64_t backlog_of(const TopicState& topic) {
  uint64_t most = 0;
  for (const SubscriptionState& subscription : topic.subscriptions) {
    if (subscription.backlog > most) most = subscription.backlog;
  }
  return most;
}

}  // namespace

std::string topic_stats_json(const TopicState& topic) {
  JsonWriter json;
  json.begin_object().member("msgRateIn", 0).member("msgThroughputIn", 0);
  json.member("msgRateOut", 0).member("msgThroughputOut", 0);
  json.member("averageMsgSize", topic.messages_in == 0 ? 0 : topic.bytes_in / topic.messages_in);
  json.member("bytesInCounter", topic.bytes_in).member("msgInCounter", topic.messages_in);
  json.member("bytesOutCounter", topic.bytes_out).member("msgOutCounter", topic.messages_out);
  json.member("storageSize", topic.bytes).key("publishers").begin_array();
  int64_t id = 0;
  for (const ProducerState& producer : topic.producers) write_publisher(json, producer, id++);
  json.end_array().key("subscriptions").begin_object();
  for (const SubscriptionState& subscription : topic.subscriptions) {
    json.key(subscription.name);
    write_subscription(json, subscription);
  }
  json.end_object().key("replication").begin_object().end_object();
  return json.member("deduplicationStatus", "Disabled").end_object().take();
}

std::string topic_backlog_json(const TopicState& topic, int64_t now_ms) {
  JsonWriter json;
  json.begin_object().member("storageSize", topic.bytes).member("totalMessages", topic.messages);
  json.member("messageBacklog", backlog_of(topic)).member("brokerName", "localhost");
  json.member("topicName", topic.key.pulsar_name());
  json.member("statGeneratedAt", emulator::format_iso_time(now_ms));
  json.key("cursorDetails").begin_object();
  for (const SubscriptionState& subscription : topic.subscriptions) {
    json.key(subscription.name).begin_object();
    json.member("cursorBacklog", subscription.backlog).member("cursorLedgerId", -1).end_object();
  }
  json.end_object().key("dataLedgerDetails").begin_array();
  for (const emulator::LedgerState& ledger : topic.ledgers) {
    json.begin_object().member("entries", ledger.entries).member("timestamp", ledger.created_ms);
    json.member("size", ledger.bytes).member("ledgerId", ledger.ledger_id).end_object();
  }
  return json.end_array().end_object().take();
}

std::string subscriptions_json(const TopicState& topic) {
  JsonWriter json;
  json.begin_array();
  for (const SubscriptionState& subscription : topic.subscriptions) {
    if (!subscription.reader) json.string(subscription.name);
  }
  return json.end_array().take();
}

std::string presence_json(const TopicState& topic, int64_t now_ms) {
  uint64_t consumers = 0;
  JsonWriter stats;
  stats.begin_object().member("timestamp", now_ms).member("producerCount", topic.producers.size());
  stats.key("producerNames").begin_array();
  for (const ProducerState& producer : topic.producers) stats.string(producer.name);
  stats.end_array().key("subscriptionStats").begin_array();
  for (const SubscriptionState& subscription : topic.subscriptions) {
    consumers += subscription.consumers.size();
    stats.begin_object().member("name", subscription.name);
    stats.member("consumerCount", subscription.consumers.size());
    stats.key("consumerNames").begin_array();
    for (const ConsumerState& consumer : subscription.consumers) stats.string(consumer.name);
    stats.end_array().end_object();
  }
  stats.end_array().end_object();
  JsonWriter json;
  json.begin_object().member("_key", topic.key.name).member("tenant", topic.key.tenant);
  json.member("fabric", topic.key.fabric);
  json.member("global", topic.key.scope == emulator::Scope::global);
  json.member("topicName", topic.key.name).member("fullTopicName", topic.key.pulsar_name());
  json.member("createdAt", topic.created_ms).member("updatedAt", now_ms);
  json.member("producerCount", topic.producers.size());
  json.member("subscriptionCount", topic.subscriptions.size());
  json.member("consumerCount", consumers).key("regionStats").begin_object();
  return json.key("local").raw(stats.text()).end_object().end_object().take();
}

}  // namespace uc8::gateway
