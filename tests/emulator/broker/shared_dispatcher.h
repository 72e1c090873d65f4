// SPDX-License-Identifier: Apache-2.0
// Shared and Key_Shared: each message goes to one of the consumers that have permits.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "broker/dispatcher.h"
#include "broker/timers.h"

namespace uc8::emulator {

// What came back (a consumer left, a negative acknowledgement, an acknowledgement timeout) goes out
// before anything new.
class SharedDispatcher : public Dispatcher {
 public:
  explicit SharedDispatcher(Subscription& subscription);

  void added(Receiver& consumer) override;
  void removed(Receiver& consumer, const std::vector<Position>& held) override;
  void redeliver(Receiver& consumer, const std::vector<Position>& positions) override;
  void pump() override;
  void reload() override;
  int redelivery_count(Position position) const override;

 protected:
  // The consumer for this message; null: none now, it stays in the replay set. Some consumer has
  // permits.
  virtual Receiver* choose(const Message& message) = 0;
  virtual void handed(Position, const Message&, Receiver&) {}
  virtual void forget_all() {}

  // Those of the best priority level that has a consumer with permits.
  std::vector<Receiver*> ready() const;
  Subscription& subscription_;

 private:
  void pass();
  void replay_kept();
  void read_new();
  bool hand_out(Position position);
  void release_due();
  void restart();

  std::set<Position> replay_;
  std::multimap<int64_t, Position> delayed_;  // by deliverAt
  std::map<Position, int> redelivered_;
  Position next_ = 0;
  Timer delay_timer_;
  bool pumping_ = false, again_ = false;
};

// Shared: in turn.
class RoundRobinDispatcher final : public SharedDispatcher {
 public:
  using SharedDispatcher::SharedDispatcher;

 private:
  Receiver* choose(const Message& message) override;

  size_t turn_ = 0;
};

// Key_Shared: by hash of the key. **While one consumer holds a message of a key, no other gets one
// of that key**, and a message is never passed by a later one of its key.
class KeySharedDispatcher final : public SharedDispatcher {
 public:
  using SharedDispatcher::SharedDispatcher;

  void removed(Receiver& consumer, const std::vector<Position>& held) override;
  void acknowledged(Position position) override;
  void redeliver(Receiver& consumer, const std::vector<Position>& positions) override;

 private:
  struct Holder {
    Receiver* consumer = nullptr;
    size_t messages = 0;
  };

  Receiver* choose(const Message& message) override;
  void handed(Position position, const Message& message, Receiver& consumer) override;
  void forget_all() override;
  void release(Position position);

  std::map<Position, uint32_t> in_flight_;  // to the hash of its key
  std::map<uint32_t, Holder> holders_;
};

}  // namespace uc8::emulator
