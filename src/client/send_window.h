// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_ring.h"
#include "uc8/producer.h"
#include "wire/publish.h"

namespace uc8 {

/// How far a message has come.
enum class SlotState : uint8_t {
  queued,   ///< To be sent on this connection.
  sent,     ///< Written whole; its outcome is open.
  hole,     ///< Refused for the moment: to be sent again once the others have their outcome.
  stored,   ///< Confirmed, but an older one is not.
  refused,  ///< Never to be stored, but an older one is undecided.
};

/// What is known of one message, as kept in front of its bytes.
struct SendSlot {
  void* tag = nullptr;
  int64_t event_time_ms = 0;
  Millis accepted_at = 0;
  int32_t detail = 0;  ///< Of `refused`: the `send-error` number.
  uint32_t payload_size = 0;
  uint32_t body_size = 0;  ///< What stands behind the slot in the ring.
  uint16_t key_size = 0;
  uint16_t properties_size = 0;
  SlotState state = SlotState::queued;
  bool was_sent = false;  ///< On any connection: it may be stored.
  bool is_duplicate = false;
  uint8_t id_size = 0;  ///< Of `stored`: the id stands where the payload was.
};

/// Messages in the order of their sends, raw, until their outcome is told. A ring of bytes: each
/// message is a SendSlot and behind it payload, key, properties.
class SendWindow {
 public:
  /// A slot's place: `index` counts from the oldest, `position` is its first byte in the ring.
  struct Cursor {
    size_t index = 0;
    size_t position = 0;
  };

  explicit SendWindow(const ProducerMemory& memory) : ring_(memory.window), limits_(memory) {}

  /// Copies a message behind the others. Errors: see Producer::send().
  Error push(const OutgoingMessage& message, Millis now);
  /// Forgets the oldest. Precondition: size() > 0.
  void pop();

  size_t size() const { return count_; }
  const ProducerMemory& memory() const { return limits_; }
  Cursor front() const { return {}; }
  bool at_end(const Cursor& at) const { return at.index >= count_; }
  SendSlot read(const Cursor& at) const;
  void write(const Cursor& at, const SendSlot& slot);
  Cursor next(const Cursor& at) const;
  Cursor at_index(size_t index) const;

  /// For write_publish(); `context` is the caller's.
  StoredMessage stored_message(const Cursor& at, uint32_t context) const;
  const ByteRing& ring() const { return ring_; }

  /// Keeps the id of a message that is confirmed out of turn, in place of its body.
  void park_id(const Cursor& at, SendSlot& slot, const MessageId& id);
  MessageId parked_id(const Cursor& at, const SendSlot& slot) const;

 private:
  Error check(const OutgoingMessage& message, size_t& metadata) const;

  ByteRing ring_;
  ProducerMemory limits_;
  size_t count_ = 0;
};

}  // namespace uc8
