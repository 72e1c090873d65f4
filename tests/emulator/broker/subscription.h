// SPDX-License-Identifier: Apache-2.0
// One subscription of a topic: what is acknowledged, who is connected, and the dispatcher that
// shares out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "broker/cursor.h"
#include "broker/dispatcher.h"
#include "broker/state.h"

namespace uc8::emulator {

class Receiver;
class Topic;

enum class SubscriptionType : int { exclusive, failover, shared, key_shared };
const char* subscription_type_name(SubscriptionType type);  // as in the query parameter

enum class SubscriptionKind { durable, non_durable, reader };

class Subscription {
 public:
  Subscription(Topic& topic, std::string name, SubscriptionKind kind, Position start);
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  Topic& topic() const { return topic_; }
  const std::string& name() const { return name_; }
  bool durable() const { return kind_ == SubscriptionKind::durable; }
  SubscriptionType type() const { return type_; }
  Cursor& cursor() { return cursor_; }
  const std::vector<Receiver*>& consumers() const { return consumers_; }

  // Null, or why not (HTTP 409), in Pulsar's words.
  const char* refusal(SubscriptionType type) const;
  void add(Receiver& consumer, SubscriptionType type);  // refusal() was null
  // What it held goes to others. **May end this subscription**: a non-durable one goes with its
  // last consumer.
  void remove(Receiver& consumer);

  bool is_active(const Receiver& consumer) const;
  bool can_unsubscribe(const Receiver& consumer) const;
  // All is acknowledged and nothing more can come.
  bool at_end_of_topic() const;

  void acknowledge(Position position);
  void acknowledge_below(Position end);
  // These, sent to that consumer, are to be sent again: to Shared and Key_Shared just these, else
  // everything that is not acknowledged.
  void redeliver(Receiver& consumer, const std::vector<Position>& positions);
  // There is something new: messages or room.
  void pump() {
    if (dispatcher_) dispatcher_->pump();
  }
  // The topic moved to another broker and the consumers have subscribed again.
  void reload();

  SubscriptionState state() const;

 private:
  Topic& topic_;
  std::string name_;
  SubscriptionKind kind_;
  SubscriptionType type_ = SubscriptionType::exclusive;
  Cursor cursor_;
  std::vector<Receiver*> consumers_;        // in the order they joined
  std::unique_ptr<Dispatcher> dispatcher_;  // null until the first consumer
};

}  // namespace uc8::emulator
