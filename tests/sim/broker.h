// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/subscription.h"

namespace uc8::sim {

/// The one stream of a run: its log is in the books; here are its subscriptions and the names and
/// numbers of its producers.
class Broker {
 public:
  explicit Broker(Stage& stage) : stage_(stage) {}

  /// False: it is there already. It can be used a little later.
  bool create();
  bool has_stream() const { return created_ && stage_.clock.now() >= appears_at_; }

  /// Stores a message and hands it on. Answers its id.
  /// `once`: it is deduplicated.
  std::string store(const Content& content, bool once);
  /// With deduplication: false if `number` of that producer was stored before.
  bool takes_number(const std::string& producer, int64_t number);

  std::set<std::string>& producer_names() { return producer_names_; }
  /// Null: it exists, with another type and consumers.
  Subscription* subscription(const std::string& name, SubscriptionType type);
  const std::vector<std::unique_ptr<Subscription>>& subscriptions() const { return subscriptions_; }
  /// Counts crashes: what was under way in an earlier life is lost.
  int life() const { return life_; }
  void crash();

 private:
  Stage& stage_;
  bool created_ = false;
  Millis appears_at_ = 0;
  int life_ = 0;
  std::set<std::string> producer_names_;
  std::map<std::string, int64_t> highest_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

}  // namespace uc8::sim
