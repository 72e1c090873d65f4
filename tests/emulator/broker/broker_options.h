// SPDX-License-Identifier: Apache-2.0
// What kind of Pulsar the broker plays, and the faults it can be asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace uc8::emulator {

// ws27: what Pulsar 2.7 understands (no negativeAcknowledge: it acknowledges; no isEndOfTopic;
// coarse HTTP codes). ws28: Pulsar 2.8 and newer.
enum class CommandSet { ws27, ws28 };

// legacy: up to 2.11, the consumer that connected first is active. v3: 3.0 and newer, by hash ring,
// a joiner may preempt.
enum class ElectionProfile { legacy, v3 };

// short_form: 2.7.0 and 2.7.1. with_batch_size: from 2.7.2 on, ids end in the two bytes `30 00`.
enum class MessageIdForm { short_form, with_batch_size };

struct BrokerOptions {
  CommandSet commands = CommandSet::ws28;
  ElectionProfile election = ElectionProfile::legacy;
  MessageIdForm message_id_form = MessageIdForm::with_batch_size;
  bool auto_create = false;    // a producer, consumer or reader makes the missing topic
  bool deduplication = false;  // by producerName and sequence number; see Broker::set_deduplication
  int64_t failover_delay_ms = 1000;
  uint64_t last_ledger_id = 0;  // the first topic's ids come from the next one
  size_t text_max = 1048576;    // bytes of one text message from a client; more is close 1009
  size_t stream_bytes_max = 64u * 1024 * 1024;  // of one stream's messages
  size_t total_bytes_max = 256u * 1024 * 1024;  // of all streams
  // As seen, a Pulsar 2.7.0 takes 48.7 s to refuse another subscription type, and any takes 30 s
  // for a missing namespace. true: Refusal::after_ms says so; false: refusals are due at once.
  bool slow_refusals = false;
};

// Faults are read at the moment they would act, so a change acts at once. "Next n" counters count
// down by themselves.
struct Faults {
  int64_t confirm_delay_ms =
      0;  // a producer's "ok" comes so much later; meanwhile its message is pending, and
          // maxPendingMessages pending ones refuse the next with ProducerQueueIsFullError
  uint32_t drop_confirmations = 0;       // the next n: message stored, no answer
  uint32_t duplicate_confirmations = 0;  // the next n are sent twice
  uint32_t refuse_sends = 0;             // the next n: not stored, send-error:8 with refuse_text
  std::string refuse_text =
      "org.apache.pulsar.client.api.PulsarClientException$ProducerQueueIsFullError: Producer send "
      "queue is full";
  int64_t dispatch_bytes_per_s = 0;  // of text, to each consumer or reader; 0: no limit
  int64_t topic_appears_after_ms =
      0;  // a topic made by create() is found so much later (create() itself sees it)
};

}  // namespace uc8::emulator
