// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/stage.h"

namespace uc8::sim {

/// What a subscription knows of a consumer: the queue of the WebSocket proxy between them, and how
/// much more the broker may put there.
class Subscriber {
 public:
  /// Entries have come to the queue.
  virtual void on_queued() = 0;

  std::vector<size_t> queue;
  int broker_permits = 0;
  int queue_size = 1;  ///< `receiverQueueSize`.
  int refill = 0;      ///< Taken from the queue, and not yet given back as permits.

 protected:
  ~Subscriber() = default;
};

/// The broker's side of one durable subscription: who is active, what is read, what is
/// acknowledged. Failover: the first connected is active; a change of it takes a second, after
/// which reading begins again at the first entry that is not acknowledged. Shared: round robin by
/// permits; what a consumer leaves behind goes to the others first.
class Subscription {
 public:
  Subscription(Stage& stage, std::string name, SubscriptionType type)
      : stage_(stage), name_(std::move(name)), type_(type), start_(stage.books.log().size()) {
    read_at_ = start_;
  }

  const std::string& name() const { return name_; }
  SubscriptionType type() const { return type_; }
  bool is_free() const { return subscribers_.empty(); }
  size_t start() const { return start_; }
  const std::set<size_t>& acknowledged() const { return acknowledged_; }
  size_t backlog() const { return stage_.books.log().size() - start_ - acknowledged_.size(); }

  void add(Subscriber& subscriber);
  void remove(Subscriber& subscriber);
  void acknowledge(size_t index);
  /// Gives `subscribers` what they have permits for.
  void pump();
  /// The subscriber took an entry off its queue; the broker hears of it in lots.
  void took(Subscriber& subscriber);
  /// The broker moves the topic: everything that is not acknowledged comes again, and what waits in
  /// queues is void.
  void unload();
  /// The broker crashed: only what is acknowledged is still known.
  void forget_subscribers();
  unsigned redeliveries(size_t index) const;

 private:
  static constexpr Millis kFailoverDelay = 1'000;

  bool is_shared() const { return type_ == SubscriptionType::shared; }
  void elect();
  void schedule();
  void rewind() { read_at_ = start_; }
  void pump_active();
  void pump_shared();
  bool next_shared(size_t* index);
  void give(Subscriber& subscriber, size_t index);

  Stage& stage_;
  std::string name_;
  SubscriptionType type_;
  size_t start_;
  size_t read_at_ = 0;
  std::set<size_t> acknowledged_;
  std::vector<Subscriber*> subscribers_;  ///< In the order in which they came.
  Subscriber* active_ = nullptr;
  bool is_timing_ = false;
  size_t turn_ = 0;
  std::map<size_t, Subscriber*> holders_;  ///< Shared: who has what is not acknowledged.
  std::set<size_t> returned_;              ///< Shared: to be given again, before anything newer.
  std::map<size_t, unsigned> redeliveries_;
};

}  // namespace uc8::sim
