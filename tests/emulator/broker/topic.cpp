// SPDX-License-Identifier: Apache-2.0
#include "broker/topic.h"

#include <algorithm>

#include "broker/broker_core.h"
#include "broker/producer.h"

namespace uc8::emulator {

Topic::Topic(BrokerCore& core, TopicKey key, int64_t visible_at_ms)
    : core_(core),
      key_(std::move(key)),
      created_ms_(core.now_ms()),
      visible_at_ms_(visible_at_ms),
      log_(core.next_ledger_id(), key_.partition_index(), created_ms_) {}

Topic::~Topic() = default;

MessagePtr Topic::store(Message message) {
  message.publish_time_ms = core_.now_ms();
  ++messages_in_;
  bytes_in_ += message.payload.size();
  MessagePtr stored = log_.append(std::move(message));
  for (auto& [name, subscription] : subscriptions_) subscription->pump();
  return stored;
}

bool Topic::forget_first() {
  if (log_.begin() == log_.end()) return false;
  for (const auto& [name, subscription] : subscriptions_) {
    if (subscription->durable() && subscription->cursor().mark() <= log_.begin()) return false;
  }
  log_.drop_first();
  for (auto& [name, subscription] : subscriptions_) subscription->acknowledge_below(log_.begin());
  return true;
}

void Topic::unload() {
  log_.roll(core_.next_ledger_id(), core_.now_ms());
  for (auto& [name, subscription] : subscriptions_) subscription->reload();
}

void Topic::expire(int64_t until_ms) {
  Position end = log_.begin();
  while (end < log_.end() && log_.at(end)->publish_time_ms <= until_ms) ++end;
  for (auto& [name, subscription] : subscriptions_) subscription->acknowledge_below(end);
}

Subscription* Topic::find_subscription(const std::string& name) {
  const auto found = subscriptions_.find(name);
  return found == subscriptions_.end() ? nullptr : found->second.get();
}

Subscription& Topic::make_subscription(const std::string& name, SubscriptionKind kind,
                                       Position start) {
  auto& slot = subscriptions_[name];
  slot = std::make_unique<Subscription>(*this, name, kind, start);
  return *slot;
}

std::vector<LedgerState> Topic::ledger_states() const {
  std::vector<LedgerState> states;
  const auto& ledgers = log_.ledgers();
  for (size_t i = 0; i < ledgers.size(); ++i) {
    LedgerState state;
    state.ledger_id = ledgers[i].id;
    state.created_ms = ledgers[i].created_ms;
    const Position limit = i + 1 < ledgers.size() ? ledgers[i + 1].first : log_.end();
    for (Position at = std::max(ledgers[i].first, log_.begin()); at < limit; ++at) {
      ++state.entries;
      state.bytes += log_.at(at)->payload.size();
    }
    if (state.entries > 0 || i + 1 == ledgers.size()) states.push_back(state);
  }
  return states;
}

TopicState Topic::state() const {
  TopicState state;
  state.key = key_;
  state.terminated = terminated_;
  state.created_ms = created_ms_;
  state.messages = log_.end() - log_.begin();
  state.bytes = log_.bytes();
  state.messages_in = messages_in_;
  state.bytes_in = bytes_in_;
  state.messages_out = messages_out_;
  state.bytes_out = bytes_out_;
  state.ledgers = ledger_states();
  for (const Producer* producer : producers_) state.producers.push_back(producer->state());
  for (const auto& [name, subscription] : subscriptions_) {
    state.subscriptions.push_back(subscription->state());
  }
  return state;
}

}  // namespace uc8::emulator
