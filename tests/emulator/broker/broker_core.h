// SPDX-License-Identifier: Apache-2.0
// What all parts of the broker share.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "broker/bound_peer.h"
#include "broker/broker.h"
#include "broker/topic.h"

namespace uc8::emulator {

class BrokerCore {
 public:
  BrokerCore(BrokerOptions given, Timers& given_timers);
  ~BrokerCore();

  int64_t now_ms() const { return timers.now_ms(); }
  uint64_t next_ledger_id() { return ++options.last_ledger_id; }
  std::string new_producer_name();  // `standalone-0-1`
  std::string new_consumer_name();  // five hex digits
  std::string new_reader_name();    // `reader-` and ten hex digits

  Topic* find(const TopicKey& key);  // null: there is none, or it has not appeared yet
  Topic& make(const TopicKey& key, int64_t appears_after_ms);
  // Forgets acknowledged messages, this topic's first, until so many bytes more fit; false when
  // they do not.
  bool make_room(Topic& topic, size_t bytes);
  uint64_t bytes() const;
  void arm_ttl();

  BrokerOptions options;
  Faults faults;
  Timers& timers;
  std::map<TopicKey, std::unique_ptr<Topic>> topics;
  std::map<Peer*, std::unique_ptr<BoundPeer>> peers;
  std::map<TopicKey, int64_t> ttl_seconds;  // by (tenant, scope, fabric), name empty
  Timer ttl_timer;

 private:
  void apply_ttl();
  std::string hex_name(int digits);

  uint64_t names_ = 0;
};

}  // namespace uc8::emulator
