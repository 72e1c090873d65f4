// SPDX-License-Identifier: Apache-2.0
#include "broker/subscription.h"

#include <algorithm>

#include "broker/receiver.h"
#include "broker/topic.h"

namespace uc8::emulator {

const char* subscription_type_name(SubscriptionType type) {
  switch (type) {
    case SubscriptionType::exclusive:
      return "Exclusive";
    case SubscriptionType::failover:
      return "Failover";
    case SubscriptionType::shared:
      return "Shared";
    case SubscriptionType::key_shared:
      return "Key_Shared";
  }
  return "";
}

Subscription::Subscription(Topic& topic, std::string name, SubscriptionKind kind, Position start)
    : topic_(topic), name_(std::move(name)), kind_(kind), cursor_(start) {}

Subscription::~Subscription() = default;

const char* Subscription::refusal(SubscriptionType type) const {
  if (consumers_.empty()) return nullptr;
  if (type != type_) return "Subscription is of different type";
  if (type == SubscriptionType::exclusive) return "Exclusive consumer is already connected";
  return nullptr;
}

void Subscription::add(Receiver& consumer, SubscriptionType type) {
  if (dispatcher_ == nullptr || type != type_) {
    type_ = type;
    dispatcher_ = make_dispatcher(*this, type);
  }
  consumers_.push_back(&consumer);
  dispatcher_->added(consumer);
}

void Subscription::remove(Receiver& consumer) {
  consumers_.erase(std::find(consumers_.begin(), consumers_.end(), &consumer));
  dispatcher_->removed(consumer, consumer.held());
  if (!durable() && consumers_.empty()) topic_.remove_subscription(std::string(name_));
}

bool Subscription::is_active(const Receiver& consumer) const {
  const bool single = type_ == SubscriptionType::exclusive || type_ == SubscriptionType::failover;
  return !single || (dispatcher_ != nullptr && dispatcher_->active() == &consumer);
}

bool Subscription::can_unsubscribe(const Receiver& consumer) const {
  return consumers_.size() == 1 && is_active(consumer);
}

bool Subscription::at_end_of_topic() const {
  return topic_.terminated() && cursor_.backlog(topic_.log().end()) == 0;
}

void Subscription::acknowledge(Position position) {
  if (!cursor_.acknowledge(position)) return;
  for (Receiver* consumer : consumers_) consumer->forget(position);
  if (dispatcher_ != nullptr) dispatcher_->acknowledged(position);
}

void Subscription::acknowledge_below(Position end) {
  if (end <= cursor_.mark()) return;
  const Position from = cursor_.mark();
  cursor_.acknowledge_below(end);
  for (Receiver* consumer : consumers_) consumer->forget_below(end);
  if (dispatcher_ == nullptr) return;
  for (Position position = from; position < end; ++position) dispatcher_->acknowledged(position);
}

void Subscription::redeliver(Receiver& consumer, const std::vector<Position>& positions) {
  if (dispatcher_ != nullptr) dispatcher_->redeliver(consumer, positions);
}

void Subscription::reload() {
  for (Receiver* consumer : consumers_) {
    // A non-durable client subscribes again behind the last message that it passed on.
    if (kind_ == SubscriptionKind::non_durable) {
      for (Position position : consumer->sent_unacknowledged()) acknowledge(position);
    }
    consumer->resubscribe();
  }
  if (dispatcher_ != nullptr) dispatcher_->reload();
}

SubscriptionState Subscription::state() const {
  SubscriptionState state;
  state.name = name_;
  state.type = dispatcher_ == nullptr ? "" : subscription_type_name(type_);
  state.durable = durable();
  state.reader = kind_ == SubscriptionKind::reader;
  state.failover_timer = dispatcher_ != nullptr && dispatcher_->waiting();
  const Receiver* active = dispatcher_ == nullptr ? nullptr : dispatcher_->active();
  if (active != nullptr) state.active_consumer = active->name();
  state.backlog = cursor_.backlog(topic_.log().end());
  for (const Receiver* consumer : consumers_) {
    state.consumers.push_back(consumer->state());
    state.unacknowledged += state.consumers.back().unacknowledged;
    state.delivered += state.consumers.back().delivered;
  }
  return state;
}

}  // namespace uc8::emulator
