// SPDX-License-Identifier: Apache-2.0
#include "broker/broker_core.h"

#include <algorithm>

#include "broker/murmur3.h"

namespace uc8::emulator {

BrokerCore::BrokerCore(BrokerOptions given, Timers& given_timers)
    : options(std::move(given)), timers(given_timers), ttl_timer(given_timers) {}

BrokerCore::~BrokerCore() {
  for (auto& [peer, owned] : peers) owned->vanish();
  peers.clear();
}

std::string BrokerCore::new_producer_name() {
  return "standalone-0-" + std::to_string(++names_);
}

std::string BrokerCore::hex_name(int digits) {
  std::string name;
  while (name.size() < static_cast<size_t>(digits)) {
    const uint32_t hash = murmur3_32(std::to_string(++names_));
    for (int shift = 0; shift < 28 && name.size() < static_cast<size_t>(digits); shift += 4) {
      name += "0123456789abcdef"[(hash >> shift) & 15];
    }
  }
  return name;
}

std::string BrokerCore::new_consumer_name() {
  return hex_name(5);
}

std::string BrokerCore::new_reader_name() {
  return "reader-" + hex_name(10);
}

Topic* BrokerCore::find(const TopicKey& key) {
  const auto found = topics.find(key);
  if (found == topics.end() || found->second->visible_at_ms() > now_ms()) return nullptr;
  return found->second.get();
}

Topic& BrokerCore::make(const TopicKey& key, int64_t appears_after_ms) {
  auto& slot = topics[key];
  if (slot == nullptr) slot = std::make_unique<Topic>(*this, key, now_ms() + appears_after_ms);
  return *slot;
}

uint64_t BrokerCore::bytes() const {
  uint64_t sum = 0;
  for (const auto& [key, topic] : topics) sum += topic->log().bytes();
  return sum;
}

bool BrokerCore::make_room(Topic& topic, size_t bytes_more) {
  while (topic.log().bytes() + bytes_more > options.stream_bytes_max) {
    if (!topic.forget_first()) return false;
  }
  uint64_t sum = bytes() + bytes_more;
  const auto shrink = [&](Topic& from) {
    while (sum > options.total_bytes_max) {
      const size_t before = from.log().bytes();
      if (!from.forget_first()) return;
      sum -= before - from.log().bytes();
    }
  };
  shrink(topic);
  for (auto& [key, other] : topics) shrink(*other);
  return sum <= options.total_bytes_max;
}

void BrokerCore::arm_ttl() {
  ttl_timer.disarm();
  if (ttl_seconds.empty()) return;
  int64_t period_s = 60;
  for (const auto& [key, seconds] : ttl_seconds) period_s = std::min(period_s, seconds);
  ttl_timer.arm(now_ms() + period_s * 1000, [this] {
    apply_ttl();
    arm_ttl();
  });
}

void BrokerCore::apply_ttl() {
  for (auto& [key, topic] : topics) {
    const auto found = ttl_seconds.find({key.tenant, key.scope, key.fabric, {}});
    if (found != ttl_seconds.end()) topic->expire(now_ms() - found->second * 1000);
  }
}

}  // namespace uc8::emulator
