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

/// What is known of one message; its bytes stand in the ring.
struct SendSlot {
  void* tag = nullptr;
  int32_t detail = 0;  ///< Of `refused`: the `send-error` number.
  SlotState state = SlotState::queued;
  bool was_sent = false;  ///< On any connection: it may be stored.
  bool is_duplicate = false;
  uint8_t id_size = 0;  ///< Of `stored`: the id stands where the payload was.
  Millis accepted_at = 0;
  /// Its context is the ticket; its position counts from the first byte that was ever put into the
  /// ring, and wraps.
  StoredMessage message;
};

/// Messages in the order of their sends, raw, until their outcome is told: an array of slots, used
/// in turn, and behind it a ring of bytes: payload, key and properties of each.
class SendWindow {
 public:
  explicit SendWindow(const ProducerMemory& memory);

  /// Copies a message behind the others. Errors: see Producer::send().
  Error push(const OutgoingMessage& message, SendTicket ticket, Millis now);
  /// Forgets the oldest. Precondition: size() > 0.
  void pop();

  size_t size() const { return count_; }
  /// Whether the memory holds one message of the largest size.
  bool is_usable() const { return is_usable_; }
  /// `index` counts from the oldest. Precondition: index < size().
  SendSlot& slot(size_t index);
  const SendSlot& slot(size_t index) const { return const_cast<SendWindow*>(this)->slot(index); }

  /// For write_publish().
  StoredMessage stored_message(size_t index) const;
  const ByteRing& ring() const { return ring_; }

  /// Keeps the id of a message that is confirmed out of turn, in place of its body, if it fits.
  void park_id(size_t index, const MessageId& id);
  void read_id(size_t index, MessageId& out) const;

 private:
  Error check(const OutgoingMessage& message, size_t& metadata) const;
  /// Where in the ring the bytes of a slot begin; of size(): the end.
  uint32_t position(size_t index) const;

  SendSlot* slots_;
  size_t first_ = 0;
  size_t count_ = 0;
  size_t in_flight_max_;
  size_t payload_max_;
  size_t metadata_max_;
  uint32_t popped_ = 0;  // Bytes that were ever taken out of the ring; wraps.
  bool is_usable_;
  ByteRing ring_;
};

}  // namespace uc8
