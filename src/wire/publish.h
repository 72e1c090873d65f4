// SPDX-License-Identifier: Apache-2.0
//
// The producer's half of the protocol: a message out, an acknowledgement in.
#pragma once

#include "base/byte_ring.h"
#include "base/window_writer.h"
#include "uc8/stream.h"

namespace uc8 {

/// One message in the window's ring: payload, key and properties, one behind the other. Properties
/// are a sequence of null-terminated texts: name, value, name, value …
struct StoredMessage {
  uint32_t position = 0;  ///< Of the payload, in the ring.
  uint32_t payload_size = 0;
  int64_t event_time_ms = 0;  ///< Unix time; 0: none.
  uint32_t context = 0;
  uint16_t key_size = 0;
  uint16_t properties_size = 0;
};

/// `{"payload":"…","properties":{…},"context":"17","key":"…","eventTime":"…"}`, members without a
/// value left out; eventTime as `2026-01-02T03:04:05.678Z`.
void write_publish(WindowWriter& to, const ByteRing& ring, const StoredMessage& message);

/// What a server answered to one message.
struct PublishReply {
  /// How its outcome is to be taken (see the `errorMsg` texts of Pulsar's Java client).
  enum class Outcome : uint8_t {
    stored,
    queue_full,  ///< `ProducerQueueIsFullError`: not stored, consumed no number; again later.
    transient,   ///< Perhaps stored, perhaps not: again.
    refused,     ///< Never: terminated topic, too large, not allowed, schema, bad payload (7).
    malformed    ///< `send-error:3`: what we sent was no JSON. Our own bug.
  };
  Outcome outcome = Outcome::stored;
  int32_t code = 0;          ///< N of `send-error:N`.
  bool has_context = false;  ///< `send-error:3` never has one.
  uint32_t context = 0;
  MessageId id;
  bool is_duplicate = false;  ///< The id is −1:−1: deduplication dropped a resend.
  Bytes words;                ///< `errorMsg`, unescaped, inside `document`.
};

/// Reads one text message of a producer's socket, changing it in place, into a new `reply`.
/// Errors: `protocol_violation` (no JSON object, no `result`, a context that is none of ours).
Error read_publish_reply(MutableBytes document, PublishReply& reply);

}  // namespace uc8
