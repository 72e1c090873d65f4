// SPDX-License-Identifier: Apache-2.0
#include "gdn/state_page.h"

namespace uc8::gateway {
namespace {

using emulator::ConsumerState;
using emulator::JsonWriter;
using emulator::ProducerState;
using emulator::SubscriptionState;
using emulator::TopicState;

void write_producer(JsonWriter& json, const ProducerState& producer) {
  json.begin_object().member("name", producer.name).member("received", producer.received);
  json.member("stored", producer.stored).member("duplicates", producer.duplicates);
  json.member("confirmed", producer.confirmed).member("refused", producer.refused);
  json.member("pending", producer.pending);
  json.member("last_sequence_id", producer.last_sequence_id).end_object();
}

void write_consumer(JsonWriter& json, const ConsumerState& consumer) {
  json.begin_object().member("name", consumer.name).member("active", consumer.active);
  json.member("pull_mode", consumer.pull_mode).member("writable", consumer.writable);
  json.member("receiver_queue_size", consumer.receiver_queue_size);
  json.member("window_pending", consumer.window_pending).member("queued", consumer.queued);
  json.member("delivered", consumer.delivered).member("acknowledged", consumer.acknowledged);
  json.member("negative_acknowledged", consumer.negative_acknowledged);
  json.member("permits", consumer.permits);
  json.member("unacknowledged", consumer.unacknowledged).end_object();
}

void write_subscription(JsonWriter& json, const SubscriptionState& subscription) {
  json.begin_object().member("name", subscription.name).member("type", subscription.type);
  json.member("durable", subscription.durable).member("reader", subscription.reader);
  json.member("active", subscription.active_consumer);
  json.member("failover_timer", subscription.failover_timer);
  json.member("backlog", subscription.backlog);
  json.member("unacknowledged", subscription.unacknowledged);
  json.member("delivered", subscription.delivered).key("consumers").begin_array();
  for (const ConsumerState& consumer : subscription.consumers) write_consumer(json, consumer);
  json.end_array().end_object();
}

void write_topic(JsonWriter& json, const TopicState& topic) {
  json.begin_object().member("tenant", topic.key.tenant).member("fabric", topic.key.fabric);
  json.member("global", topic.key.scope == emulator::Scope::global);
  json.member("name", topic.key.name).member("terminated", topic.terminated);
  json.member("messages", topic.messages).member("bytes", topic.bytes);
  json.member("messages_in", topic.messages_in).member("messages_out", topic.messages_out);
  json.key("producers").begin_array();
  for (const ProducerState& producer : topic.producers) write_producer(json, producer);
  json.end_array().key("subscriptions").begin_array();
  for (const SubscriptionState& subscription : topic.subscriptions) {
    write_subscription(json, subscription);
  }
  json.end_array().end_object();
}

}  // namespace

void write_streams(JsonWriter& json, const emulator::BrokerState& state) {
  json.member("bytes", state.bytes).member("peers", state.peers).key("streams").begin_array();
  for (const TopicState& topic : state.topics) write_topic(json, topic);
  json.end_array();
}

}  // namespace uc8::gateway
