// SPDX-License-Identifier: Apache-2.0
// A snapshot of the broker: plain data, for stats, backlog and the emulator's own state page.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "broker/topic_key.h"

namespace uc8::emulator {

struct ProducerState {
  std::string name;
  uint64_t received = 0;  // text messages
  uint64_t stored = 0;
  uint64_t duplicates = 0;  // answered ok with id -1:-1
  uint64_t confirmed = 0;   // answers "ok" sent
  uint64_t refused = 0;     // answers "send-error"
  uint64_t pending = 0;     // stored, answer still to come
  int64_t last_sequence_id = -1;
  int64_t connected_since_ms = 0;
};

struct ConsumerState {
  std::string name;
  int priority_level = 0;
  bool active = false;  // Exclusive and Failover; on Shared and Key_Shared every consumer is
  bool pull_mode = false;
  bool started = false;
  bool writable = true;
  int receiver_queue_size = 0;
  int64_t window_pending =
      0;  // the counter `pendingMessages` of Pulsar's WebSocket proxy: deliveries less
          // acknowledgements (push), or deliveries less permits (pull)
  uint64_t queued = 0;  // dispatched to this session, not sent yet
  int64_t broker_permits = 0;
  uint64_t delivered = 0;     // text messages sent, repetitions included
  uint64_t acknowledged = 0;  // acknowledgement frames received
  uint64_t negative_acknowledged = 0;
  uint64_t permits = 0;         // sum of permitMessages received
  uint64_t unacknowledged = 0;  // sent on this session and acknowledged by nobody
  int64_t connected_since_ms = 0;
};

struct SubscriptionState {
  std::string name;
  std::string type;  // Exclusive, Failover, Shared, Key_Shared; empty: no consumer ever
  bool durable = true;
  bool reader = false;
  bool failover_timer = false;  // a change of the active consumer waits for its delay
  std::string active_consumer;  // empty: none
  uint64_t backlog = 0;         // stored and not acknowledged
  uint64_t unacknowledged = 0;  // of these: sent to a consumer that is connected
  uint64_t delivered = 0;
  std::vector<ConsumerState> consumers;  // in the order they joined
};

struct LedgerState {
  uint64_t ledger_id = 0;
  uint64_t entries = 0;
  uint64_t bytes = 0;
  int64_t created_ms = 0;
};

struct TopicState {
  TopicKey key;
  bool terminated = false;
  int64_t created_ms = 0;
  uint64_t messages = 0;  // in memory
  uint64_t bytes = 0;     // they take, as counted against the bounds
  uint64_t messages_in = 0;
  uint64_t bytes_in = 0;  // payload
  uint64_t messages_out = 0;
  uint64_t bytes_out = 0;  // payload
  std::vector<LedgerState> ledgers;
  std::vector<ProducerState> producers;
  std::vector<SubscriptionState> subscriptions;
};

struct BrokerState {
  uint64_t bytes = 0;
  uint64_t peers = 0;
  std::vector<TopicState> topics;
};

}  // namespace uc8::emulator
