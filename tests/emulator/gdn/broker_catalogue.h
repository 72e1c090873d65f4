// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gdn/stream_catalogue.h"

namespace uc8::gateway {

// The streams of the emulator's own broker. It answers at once.
class BrokerCatalogue final : public StreamCatalogue {
 public:
  explicit BrokerCatalogue(emulator::Broker& broker) : broker_(broker) {}

  void create(const Key& key, Done done) override { done(broker_.create(key)); }
  void remove(const Key& key, Done done) override { done(broker_.remove(key)); }
  void list(const Filter& filter, Answer<std::vector<Key>> answer) override {
    answer({{}, broker_.list(filter)});
  }
  void topic_state(const Key& key, Answer<emulator::TopicState> answer) override {
    const auto state = broker_.topic_state(key);
    if (state) {
      answer({{}, *state});
    } else {
      answer({{404, 100016, "stream not found"}, {}});
    }
  }
  void remove_subscription(const Key& key, const std::string& subscription, Done done) override {
    done(broker_.remove_subscription(key, subscription));
  }
  void remove_subscription_everywhere(const Filter& filter, const std::string& subscription,
                                      Done done) override {
    done(broker_.remove_subscription_everywhere(filter, subscription));
  }
  void clear_backlog_everywhere(const Filter& filter,
                                const std::optional<std::string>& subscription,
                                Done done) override {
    done(broker_.clear_backlog_everywhere(filter, subscription));
  }
  void expire(const Key& key, int64_t seconds, Done done) override {
    done(broker_.expire(key, seconds));
  }
  void ttl(const Key& place, Answer<int64_t> answer) override {
    answer({{}, broker_.ttl(place.tenant, place.scope, place.fabric)});
  }
  void set_ttl(const Key& place, int64_t seconds, Done done) override {
    broker_.set_ttl(place.tenant, place.scope, place.fabric, seconds);
    done({});
  }
  void publish(const Key& key, const std::string& payload, Done done) override {
    done(broker_.publish(key, payload).status);
  }
  void unload(const Key& key, Done done) override { done(broker_.unload(key)); }
  void terminate(const Key& key, Done done) override { done(broker_.terminate(key)); }
  void state(Answer<emulator::BrokerState> answer) override { answer({{}, broker_.state()}); }

 private:
  emulator::Broker& broker_;
};

}  // namespace uc8::gateway
