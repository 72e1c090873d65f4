// SPDX-License-Identifier: Apache-2.0
// The broker as REST uses it.
#include <algorithm>

#include "broker/broker.h"
#include "broker/broker_core.h"
#include "broker/message_id.h"

namespace uc8::emulator {
namespace {

AdminStatus no_topic() {
  return {404, 100016, "stream not found"};
}
AdminStatus no_subscription() {
  return {404, 100017, "subscription not found"};
}
AdminStatus busy_subscription() {
  return {412, 100018, "subscription has active consumers"};
}

bool matches(const TopicFilter& filter, const TopicKey& key) {
  return (!filter.tenant || *filter.tenant == key.tenant) &&
         (!filter.scope || *filter.scope == key.scope) &&
         (!filter.fabric || *filter.fabric == key.fabric);
}

AdminStatus remove_from(Topic& topic, const std::string& name) {
  const Subscription* subscription = topic.find_subscription(name);
  if (subscription == nullptr) return no_subscription();
  if (!subscription->consumers().empty()) return busy_subscription();
  topic.remove_subscription(name);
  return {};
}

bool clear(Topic& topic, const std::optional<std::string>& name) {
  bool found = !name;
  for (auto& [own_name, subscription] : topic.subscriptions()) {
    if (name && *name != own_name) continue;
    subscription->acknowledge_below(topic.log().end());
    found = true;
  }
  return found;
}

}  // namespace

AdminStatus Broker::create(const TopicKey& key) {
  if (key.name.empty()) return {400, 1208, "illegal name"};
  if (core_->topics.count(key) != 0) return {409, 1210, "stream already exists"};
  core_->make(key, std::max(int64_t{0}, core_->faults.topic_appears_after_ms));
  return {202, 0, {}};
}

bool Broker::exists(const TopicKey& key) const {
  return core_->find(key) != nullptr;
}

std::vector<TopicKey> Broker::list(const TopicFilter& filter) const {
  std::vector<TopicKey> keys;
  for (const auto& [key, topic] : core_->topics) {
    if (matches(filter, key) && core_->find(key) != nullptr) keys.push_back(key);
  }
  return keys;
}

AdminStatus Broker::remove(const TopicKey& key) {
  if (core_->find(key) == nullptr) return no_topic();
  PeerFilter on_topic;
  on_topic.topic = key;
  close_peers(on_topic, 1011, "Topic was deleted");
  core_->topics.erase(key);
  return {202, 0, {}};
}

std::optional<TopicState> Broker::topic_state(const TopicKey& key) const {
  const Topic* topic = core_->find(key);
  if (topic == nullptr) return std::nullopt;
  return topic->state();
}

AdminStatus Broker::remove_subscription(const TopicKey& key, const std::string& subscription) {
  Topic* topic = core_->find(key);
  return topic == nullptr ? no_topic() : remove_from(*topic, subscription);
}

AdminStatus Broker::remove_subscription_everywhere(const TopicFilter& filter,
                                                   const std::string& subscription) {
  AdminStatus status = no_subscription();
  for (const TopicKey& key : list(filter)) {
    const AdminStatus here = remove_subscription(key, subscription);
    if (here.code == 412) return here;
    if (here.ok()) status = here;
  }
  return status;
}

AdminStatus Broker::clear_backlog(const TopicKey& key,
                                  const std::optional<std::string>& subscription) {
  Topic* topic = core_->find(key);
  if (topic == nullptr) return no_topic();
  return clear(*topic, subscription) ? AdminStatus{} : no_subscription();
}

AdminStatus Broker::clear_backlog_everywhere(const TopicFilter& filter,
                                             const std::optional<std::string>& subscription) {
  bool found = !subscription;
  for (const TopicKey& key : list(filter)) found |= clear(*core_->find(key), subscription);
  return found ? AdminStatus{} : no_subscription();
}

AdminStatus Broker::expire(const TopicKey& key, int64_t seconds) {
  Topic* topic = core_->find(key);
  if (topic == nullptr) return no_topic();
  constexpr int64_t kCenturySeconds = int64_t{100} * 366 * 86400;
  const int64_t age_s = std::min(std::max(int64_t{0}, seconds), kCenturySeconds);
  topic->expire(core_->now_ms() - age_s * 1000);
  return {};
}

void Broker::set_ttl(const std::string& tenant, Scope scope, const std::string& fabric,
                     int64_t seconds) {
  const TopicKey place{tenant, scope, fabric, {}};
  constexpr int64_t kCenturySeconds = int64_t{100} * 366 * 86400;
  if (seconds > 0) {
    core_->ttl_seconds[place] = std::min(seconds, kCenturySeconds);
  } else {
    core_->ttl_seconds.erase(place);
  }
  core_->arm_ttl();
}

int64_t Broker::ttl(const std::string& tenant, Scope scope, const std::string& fabric) const {
  const auto found = core_->ttl_seconds.find({tenant, scope, fabric, {}});
  return found == core_->ttl_seconds.end() ? 0 : found->second;
}

Published Broker::publish(const TopicKey& key, std::string_view payload) {
  Topic* topic = core_->find(key);
  if (topic == nullptr) return {no_topic(), {}};
  if (topic->terminated()) return {{409, 100020, "stream is terminated"}, {}};
  Message message;
  message.payload = std::string(payload);
  if (!core_->make_room(*topic, message.bytes())) {
    return {{503, 100019, "memory for messages is full"}, {}};
  }
  const MessagePtr stored = topic->store(std::move(message));
  return {{202, 0, {}}, encode_message_id(stored->id, core_->options.message_id_form)};
}

AdminStatus Broker::terminate(const TopicKey& key) {
  Topic* topic = core_->find(key);
  if (topic == nullptr) return no_topic();
  topic->terminate();
  return {};
}

AdminStatus Broker::unload(const TopicKey& key) {
  Topic* topic = core_->find(key);
  if (topic == nullptr) return no_topic();
  topic->unload();
  return {};
}

}  // namespace uc8::emulator
