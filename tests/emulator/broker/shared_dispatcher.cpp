// SPDX-License-Identifier: Apache-2.0
#include "broker/shared_dispatcher.h"

#include <algorithm>

#include "broker/broker_core.h"
#include "broker/receiver.h"
#include "broker/single_active_dispatcher.h"

namespace uc8::emulator {
namespace {

// So many messages that nobody can take now are kept aside before reading stops.
constexpr size_t kReplayMax = 1000;

}  // namespace

std::unique_ptr<Dispatcher> make_dispatcher(Subscription& subscription, SubscriptionType type) {
  switch (type) {
    case SubscriptionType::shared:
      return std::make_unique<RoundRobinDispatcher>(subscription);
    case SubscriptionType::key_shared:
      return std::make_unique<KeySharedDispatcher>(subscription);
    default:
      return std::make_unique<SingleActiveDispatcher>(subscription,
                                                      type == SubscriptionType::failover);
  }
}

SharedDispatcher::SharedDispatcher(Subscription& subscription)
    : subscription_(subscription),
      next_(subscription.cursor().mark()),
      delay_timer_(subscription.topic().core().timers) {}

void SharedDispatcher::restart() {
  replay_.clear();
  delayed_.clear();
  delay_timer_.disarm();
  redelivered_.clear();
  next_ = subscription_.cursor().mark();
  forget_all();
}

void SharedDispatcher::added(Receiver&) {
  if (subscription_.consumers().size() == 1) restart();
  pump();
}

void SharedDispatcher::removed(Receiver&, const std::vector<Position>& held) {
  if (subscription_.consumers().empty()) return restart();
  replay_.insert(held.begin(), held.end());
  pump();
}

void SharedDispatcher::redeliver(Receiver& consumer, const std::vector<Position>& positions) {
  for (Position position : positions) {
    if (!consumer.was_sent(position)) continue;
    consumer.forget(position);
    ++redelivered_[position];
    replay_.insert(position);
  }
  pump();
}

void SharedDispatcher::reload() {
  restart();
  pump();
}

int SharedDispatcher::redelivery_count(Position position) const {
  const auto found = redelivered_.find(position);
  return found == redelivered_.end() ? 0 : found->second;
}

std::vector<Receiver*> SharedDispatcher::ready() const {
  std::vector<Receiver*> found;
  for (Receiver* consumer : subscription_.consumers()) {
    if (consumer->permits() <= 0) continue;
    if (!found.empty() && consumer->priority_level() > found.front()->priority_level()) continue;
    if (!found.empty() && consumer->priority_level() < found.front()->priority_level()) {
      found.clear();
    }
    found.push_back(consumer);
  }
  return found;
}

void SharedDispatcher::pump() {
  again_ = true;
  if (pumping_) return;
  pumping_ = true;
  while (again_) {
    again_ = false;
    pass();
  }
  pumping_ = false;
}

void SharedDispatcher::pass() {
  release_due();
  replay_kept();
  read_new();
}

void SharedDispatcher::replay_kept() {
  for (auto kept = replay_.begin(); kept != replay_.end() && !ready().empty();) {
    const Position position = *kept;
    const bool gone = subscription_.cursor().acknowledged(position);
    if (gone || hand_out(position)) {
      kept = replay_.erase(kept);
    } else {
      ++kept;
    }
  }
}

void SharedDispatcher::read_new() {
  const MessageLog& log = subscription_.topic().log();
  const int64_t now_ms = subscription_.topic().core().now_ms();
  next_ = std::max(next_, log.begin());
  while (next_ < log.end() && replay_.size() < kReplayMax && !ready().empty()) {
    const Position position = next_++;
    if (subscription_.cursor().acknowledged(position)) continue;
    const int64_t deliver_at_ms = log.at(position)->deliver_at_ms;
    if (deliver_at_ms > now_ms) {
      delayed_.emplace(deliver_at_ms, position);
      delay_timer_.arm(delayed_.begin()->first, [this] { pump(); });
    } else if (!hand_out(position)) {
      replay_.insert(position);
    }
  }
}

bool SharedDispatcher::hand_out(Position position) {
  const MessagePtr message = subscription_.topic().log().at(position);
  Receiver* consumer = choose(*message);
  if (consumer == nullptr) return false;
  handed(position, *message, *consumer);
  consumer->offer({position, message, redelivery_count(position)});
  return true;
}

void SharedDispatcher::release_due() {
  const int64_t now_ms = subscription_.topic().core().now_ms();
  while (!delayed_.empty() && delayed_.begin()->first <= now_ms) {
    replay_.insert(delayed_.begin()->second);
    delayed_.erase(delayed_.begin());
  }
  if (!delayed_.empty()) delay_timer_.arm(delayed_.begin()->first, [this] { pump(); });
}

Receiver* RoundRobinDispatcher::choose(const Message&) {
  const std::vector<Receiver*> candidates = ready();
  if (candidates.empty()) return nullptr;
  return candidates[turn_++ % candidates.size()];
}

}  // namespace uc8::emulator
