// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "broker/broker.h"

namespace uc8::gateway {

// How an operation on streams ended, and what it answered where it ended well.
template <typename Value>
struct Outcome {
  emulator::AdminStatus status;
  Value value{};
};

// The streams as REST sees them, and what it can do to them. Each call answers once, now or later.
class StreamCatalogue {
 public:
  using Key = emulator::TopicKey;
  using Filter = emulator::TopicFilter;
  using Done = std::function<void(const emulator::AdminStatus& status)>;
  template <typename Value>
  using Answer = std::function<void(const Outcome<Value>& outcome)>;

  virtual void create(const Key& key, Done done) = 0;
  virtual void remove(const Key& key, Done done) = 0;
  // Sorted. Absent members of the filter match everything.
  virtual void list(const Filter& filter, Answer<std::vector<Key>> answer) = 0;
  virtual void topic_state(const Key& key, Answer<emulator::TopicState> answer) = 0;
  virtual void remove_subscription(const Key& key, const std::string& subscription, Done done) = 0;
  virtual void remove_subscription_everywhere(const Filter& filter, const std::string& subscription,
                                              Done done) = 0;
  virtual void clear_backlog_everywhere(const Filter& filter,
                                        const std::optional<std::string>& subscription,
                                        Done done) = 0;
  virtual void expire(const Key& key, int64_t seconds, Done done) = 0;
  // Of a tenant's fabric and scope; the key has no name.
  virtual void ttl(const Key& place, Answer<int64_t> answer) = 0;
  virtual void set_ttl(const Key& place, int64_t seconds, Done done) = 0;
  virtual void publish(const Key& key, const std::string& payload, Done done) = 0;
  virtual void unload(const Key& key, Done done) = 0;
  virtual void terminate(const Key& key, Done done) = 0;
  // Everything, for the state page.
  virtual void state(Answer<emulator::BrokerState> answer) = 0;

 protected:
  ~StreamCatalogue() = default;
};

}  // namespace uc8::gateway
