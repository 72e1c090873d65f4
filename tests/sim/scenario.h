// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/dice.h"
#include "uc8/stream.h"

namespace uc8::sim {

/// How likely each fault is, in percent of its occasions; 0: not in this run. A run has only some
/// of them, or the loudest would hide the others.
struct Faults {
  unsigned refuse = 0;          ///< A connection is refused, or its name does not resolve.
  unsigned silent_connect = 0;  ///< ... or nobody answers.
  unsigned reset = 0;           ///< A connection breaks after some bytes.
  unsigned dark = 0;            ///< A connection goes half-open after some time.
  unsigned unnoticed = 0;       ///< Of the breaks: the server does not see them.
  unsigned http_busy = 0;       ///< 429, 500, 503.
  unsigned http_unauthorized = 0;
  unsigned http_slow = 0;     ///< An answer is late, up to for ever.
  unsigned http_hang_up = 0;  ///< The end instead of an answer, or behind it.
  unsigned ws_close = 0;      ///< The server ends a session after some time.
  unsigned stall = 0;         ///< The server stops to read for a while.
  unsigned send_busy = 0;     ///< `send-error`: queue full; not stored.
  unsigned send_unsure = 0;   ///< `send-error` that may have been stored.
  unsigned send_refused = 0;  ///< `send-error` for good.
  unsigned unload = 0;        ///< A delivery after which all that is unacknowledged comes again.
  unsigned restarts = 0;      ///< How many times the server crashes.
  unsigned kill = 0;          ///< A process dies, at each look at it.
};

struct ProducerPlan {
  int messages = 0;
  size_t payload_max = 0;
  uint16_t in_flight_max = 1;
  size_t transmit = 256;
  Millis start = 0;
  Millis gap_max = 0;  ///< Between two sends.
  Millis send_timeout_ms = 0;
  bool is_named = false;
  bool is_idempotent = false;
  bool creates_stream = false;
};

struct ConsumerPlan {
  std::string subscription;
  SubscriptionType type = SubscriptionType::failover;
  bool is_push = false;
  uint16_t window = 1;
  size_t receive = 512;
  size_t transmit = 256;
  Millis start = 0;
  Millis ack_delay_max = 0;
  unsigned hold_percent = 0;
  bool acks_in_batches = false;
  bool creates_stream = false;
};

/// All that a seed decides beforehand.
struct Scenario {
  bool is_calm = false;  ///< No fault at all.
  Faults faults;
  Millis faults_end = 0;       ///< No fault begins later.
  unsigned close_percent = 0;  ///< close() from within a callback.
  std::vector<ProducerPlan> producers;
  std::vector<ConsumerPlan> consumers;
  Timeouts timeouts;
  Millis idle_timeout_ms = 300'000;  ///< The server's.
  Millis appear_ms = 0;              ///< From the stream's creation until it can be used.
  Millis ack_grouping_ms = 0;
  bool has_deduplication = false;
  bool refuses_numbering = false;  ///< As Pulsar 2.7.0: 400.
  bool sends_pings = false;
  bool fragments = false;
  Millis latency_max = 0;
  size_t wire_window = 0;
  size_t chunk_max = 0;
  Millis lateness_max = 0;
  bool wakes_spuriously = false;
};

Scenario make_scenario(Dice dice);

}  // namespace uc8::sim
