// SPDX-License-Identifier: Apache-2.0
#include "sim/broker.h"

#include "sim/codec.h"

namespace uc8::sim {

namespace {

std::string json_of(const std::vector<std::pair<std::string, std::string>>& properties) {
  std::string out = "{";
  for (const auto& [name, value] : properties) {
    if (out.size() > 1) out += ",";
    out += json_quoted(name) + ":" + json_quoted(value);
  }
  return out + "}";
}

}  // namespace

bool Broker::create() {
  if (created_) return false;
  created_ = true;
  appears_at_ = stage_.clock.now() + stage_.scenario.appear_ms;
  return true;
}

std::string Broker::store(const Content& content, bool once) {
  const size_t index = stage_.books.log().size();
  Entry entry;
  entry.content = content;
  entry.id = base64(text("\x08\x0c\x10%05zu", index));
  entry.properties_json = json_of(content.properties);
  if (stage_.plants(Plant::change_payload)) entry.content.payload += "!";
  (void)stage_.books.find(content, entry.producer, entry.number);
  stage_.findings.trace("server: stores entry %zu, message %d of producer %d", index, entry.number,
                        entry.producer);
  stage_.books.stored(entry, once);
  for (const auto& subscription : subscriptions_) subscription->pump();
  return entry.id;
}

bool Broker::takes_number(const std::string& producer, int64_t number) {
  const auto found = highest_.find(producer);
  if (found != highest_.end() && number <= found->second) return false;
  highest_[producer] = number;
  return true;
}

Subscription* Broker::subscription(const std::string& name, SubscriptionType type) {
  for (const auto& subscription : subscriptions_) {
    if (subscription->name() == name) {
      return subscription->type() == type ? subscription.get() : nullptr;
    }
  }
  subscriptions_.push_back(std::make_unique<Subscription>(stage_, name, type));
  return subscriptions_.back().get();
}

void Broker::crash() {
  ++life_;
  producer_names_.clear();
  for (const auto& subscription : subscriptions_) subscription->forget_subscribers();
}

}  // namespace uc8::sim
