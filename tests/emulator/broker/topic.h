// SPDX-License-Identifier: Apache-2.0
// One topic: its messages, who writes and who is subscribed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "broker/message_log.h"
#include "broker/state.h"
#include "broker/subscription.h"

namespace uc8::emulator {

class BrokerCore;
class Producer;

class Topic {
 public:
  Topic(BrokerCore& core, TopicKey key, int64_t visible_at_ms);
  ~Topic();
  Topic(const Topic&) = delete;
  Topic& operator=(const Topic&) = delete;

  const TopicKey& key() const { return key_; }
  BrokerCore& core() const { return core_; }
  MessageLog& log() { return log_; }
  const MessageLog& log() const { return log_; }
  int64_t visible_at_ms() const { return visible_at_ms_; }

  // Stores and dispatches. The bytes must fit: see BrokerCore::make_room(). Publish time is now.
  MessagePtr store(Message message);
  // Forgets the oldest message if no durable subscription needs it.
  bool forget_first();

  bool terminated() const { return terminated_; }
  void terminate() { terminated_ = true; }
  void unload();
  // For every subscription, what was published then or earlier counts as acknowledged.
  void expire(int64_t until_ms);

  // Nothing when no message of that number or a higher one was seen under this name. Only while
  // deduplication is on.
  std::map<std::string, int64_t>& last_sequence_ids() { return last_sequence_ids_; }

  std::map<std::string, std::unique_ptr<Subscription>>& subscriptions() { return subscriptions_; }
  Subscription* find_subscription(const std::string& name);
  Subscription& make_subscription(const std::string& name, SubscriptionKind kind, Position start);
  void remove_subscription(const std::string& name) { subscriptions_.erase(name); }
  std::vector<Producer*>& producers() { return producers_; }

  void count_out(size_t payload_bytes) {
    ++messages_out_;
    bytes_out_ += payload_bytes;
  }
  TopicState state() const;

 private:
  std::vector<LedgerState> ledger_states() const;

  BrokerCore& core_;
  TopicKey key_;
  int64_t created_ms_;
  int64_t visible_at_ms_;
  MessageLog log_;
  bool terminated_ = false;
  std::map<std::string, int64_t> last_sequence_ids_;
  std::map<std::string, std::unique_ptr<Subscription>> subscriptions_;
  std::vector<Producer*> producers_;
  uint64_t messages_in_ = 0, bytes_in_ = 0, messages_out_ = 0, bytes_out_ = 0;
};

}  // namespace uc8::emulator
