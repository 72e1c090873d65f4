// SPDX-License-Identifier: Apache-2.0
#include "broker/single_active_dispatcher.h"

#include <algorithm>

#include "broker/broker_core.h"
#include "broker/election.h"
#include "broker/receiver.h"

namespace uc8::emulator {

SingleActiveDispatcher::SingleActiveDispatcher(Subscription& subscription, bool failover)
    : subscription_(subscription), failover_(failover), timer_(subscription.topic().core().timers) {
  next_ = subscription_.cursor().mark();
}

void SingleActiveDispatcher::added(Receiver&) {
  elect_active();
}

void SingleActiveDispatcher::removed(Receiver& consumer, const std::vector<Position>&) {
  if (active_ == &consumer) active_ = nullptr;
  // Without consumers a running timer goes on: who joins meanwhile waits only for the rest of it.
  if (!subscription_.consumers().empty()) elect_active();
}

void SingleActiveDispatcher::elect_active() {
  const Topic& topic = subscription_.topic();
  std::vector<Candidate> candidates;
  for (const Receiver* consumer : subscription_.consumers()) {
    candidates.push_back({consumer->name(), consumer->priority_level()});
  }
  const ElectionTopic where{topic.key().pulsar_name(), topic.key().partition_index()};
  const BrokerOptions& options = topic.core().options;
  Receiver* elected = subscription_.consumers()[elect(options.election, where, candidates)];
  if (elected == active_) return;
  active_ = elected;
  if (!failover_ || options.failover_delay_ms <= 0) {
    rewind();
  } else if (!timer_.armed()) {
    timer_.arm(topic.core().now_ms() + options.failover_delay_ms, [this] { rewind(); });
  }
}

void SingleActiveDispatcher::rewind() {
  next_ = subscription_.cursor().mark();
  pump();
}

void SingleActiveDispatcher::redeliver(Receiver& consumer, const std::vector<Position>&) {
  // The proxy forgets what it prefetched whether or not the broker honours the request.
  consumer.forget_prefetched();
  if (&consumer == active_ && !timer_.armed()) rewind();
}

void SingleActiveDispatcher::pump() {
  if (pumping_) return;
  pumping_ = true;
  const MessageLog& log = subscription_.topic().log();
  const Cursor& cursor = subscription_.cursor();
  while (active_ != nullptr && !timer_.armed() && active_->permits() > 0) {
    next_ = std::max(next_, log.begin());
    while (next_ < log.end() && cursor.acknowledged(next_)) ++next_;
    if (next_ >= log.end()) break;
    const Position position = next_++;
    active_->offer({position, log.at(position), 0});
  }
  pumping_ = false;
}

void SingleActiveDispatcher::reload() {
  active_ = nullptr;
  timer_.disarm();
  next_ = subscription_.cursor().mark();
  if (!subscription_.consumers().empty()) elect_active();
}

}  // namespace uc8::emulator
