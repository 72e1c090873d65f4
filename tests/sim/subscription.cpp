// SPDX-License-Identifier: Apache-2.0
#include "sim/subscription.h"

#include <algorithm>

namespace uc8::sim {

void Subscription::add(Subscriber& subscriber) {
  subscriber.broker_permits = subscriber.queue_size;
  subscribers_.push_back(&subscriber);
  elect();
}

void Subscription::remove(Subscriber& subscriber) {
  subscriber.queue.clear();
  const auto found = std::find(subscribers_.begin(), subscribers_.end(), &subscriber);
  if (found == subscribers_.end()) return;
  subscribers_.erase(found);
  for (auto holder = holders_.begin(); holder != holders_.end();) {
    if (holder->second != &subscriber) {
      ++holder;
      continue;
    }
    ++redeliveries_[holder->first];
    returned_.insert(holder->first);
    holder = holders_.erase(holder);
  }
  elect();
}

void Subscription::forget_subscribers() {
  for (Subscriber* subscriber : subscribers_) subscriber->queue.clear();
  subscribers_.clear();
  for (const auto& holder : holders_) returned_.insert(holder.first);
  holders_.clear();
  active_ = nullptr;
  rewind();
}

void Subscription::elect() {
  if (is_shared()) {
    pump();
    return;
  }
  Subscriber* candidate = subscribers_.empty() ? nullptr : subscribers_.front();
  if (candidate == active_) return;
  active_ = candidate;
  if (active_ != nullptr) schedule();
}

void Subscription::schedule() {
  if (type_ != SubscriptionType::failover) {
    rewind();
    pump();
    return;
  }
  if (is_timing_) return;
  is_timing_ = true;
  stage_.clock.after(kFailoverDelay, [this] {
    is_timing_ = false;
    rewind();
    pump();
  });
}

void Subscription::acknowledge(size_t index) {
  if (index < start_) return;
  acknowledged_.insert(index);
  holders_.erase(index);
  returned_.erase(index);
}

void Subscription::pump() {
  if (is_shared()) {
    pump_shared();
  } else {
    pump_active();
  }
}

void Subscription::pump_active() {
  if (is_timing_ || active_ == nullptr) return;
  const size_t end = stage_.books.log().size();
  while (active_->broker_permits > 0 && read_at_ < end) {
    const size_t index = read_at_++;
    if (acknowledged_.count(index) > 0 && !stage_.plants(Plant::redeliver_acked)) continue;
    if (stage_.plants(Plant::skip_delivery)) continue;
    Subscriber* to = active_;
    if (subscribers_.size() > 1 && stage_.plants(Plant::two_actives)) to = subscribers_.back();
    if (to != subscribers_.front()) stage_.findings.violated("one_active", "%s", name_.c_str());
    give(*to, index);
  }
  Subscriber* active = active_;
  if (!active->queue.empty()) active->on_queued();
}

bool Subscription::next_shared(size_t* index) {
  if (!returned_.empty()) {
    *index = *returned_.begin();
    returned_.erase(returned_.begin());
    return true;
  }
  while (read_at_ < stage_.books.log().size()) {
    *index = read_at_++;
    const bool is_open = acknowledged_.count(*index) == 0 && holders_.count(*index) == 0;
    if (is_open && !stage_.plants(Plant::skip_delivery)) return true;
  }
  return false;
}

void Subscription::pump_shared() {
  for (size_t idle = 0; idle < subscribers_.size();) {
    Subscriber* subscriber = subscribers_[turn_++ % subscribers_.size()];
    size_t index = 0;
    if (subscriber->broker_permits <= 0) {
      ++idle;
      continue;
    }
    if (!next_shared(&index)) break;
    idle = 0;
    holders_[index] = subscriber;
    give(*subscriber, index);
  }
  const std::vector<Subscriber*> all = subscribers_;
  for (Subscriber* subscriber : all) {
    if (!subscriber->queue.empty()) subscriber->on_queued();
  }
}

void Subscription::give(Subscriber& subscriber, size_t index) {
  --subscriber.broker_permits;
  subscriber.queue.push_back(index);
}

void Subscription::took(Subscriber& subscriber) {
  if (++subscriber.refill < std::max(1, subscriber.queue_size / 2)) return;
  subscriber.broker_permits += subscriber.refill;
  subscriber.refill = 0;
}

void Subscription::unload() {
  for (Subscriber* subscriber : subscribers_) {
    subscriber->queue.clear();
    subscriber->broker_permits = subscriber->queue_size;
    subscriber->refill = 0;
  }
  for (const auto& holder : holders_) returned_.insert(holder.first);
  holders_.clear();
  rewind();
  if (is_shared()) {
    pump();
  } else if (active_ != nullptr) {
    schedule();
  }
}

unsigned Subscription::redeliveries(size_t index) const {
  const auto found = redeliveries_.find(index);
  return found == redeliveries_.end() ? 0 : found->second;
}

}  // namespace uc8::sim
