// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/consumer.h"

namespace uc8 {

enum class AckState : uint8_t {
  free,
  delivered,  ///< The application has it.
  stale,      ///< ... from an earlier connection; the server will deliver it again.
  owed,       ///< Acknowledged by the application, not written.
  refused,    ///< Negatively acknowledged, not written.
  sent        ///< Written; freed by a pong of its epoch.
};

/// One delivery from its arrival until the server is known to have read its acknowledgement.
struct AckSlot {
  MessageId id;
  AckState state = AckState::free;
  uint8_t repeats = 0;  ///< Deliveries of this id beyond the first that may still be acknowledged.
  uint8_t unanswered = 0;  ///< Deliveries on this connection, less the acknowledgements written.
  uint32_t order = 0;  ///< Of `owed`: its turn; of `sent`: the epoch of the PING that proves it.
};

/// The deliveries of one Consumer, in caller-owned memory. A slot is taken at delivery, so
/// acknowledge() never lacks room.
class AckWindow {
 public:
  AckWindow(MutableBytes memory, uint16_t slots);

  /// A delivery arrived. Answers false if no slot can be had: everything is delivered and waits for
  /// the application. A repetition takes the slot of its id; it is told again even if it was
  /// acknowledged before, because only the server knows whether an id still means the same message.
  bool take(const MessageId& id);
  /// Errors: `unknown_message`.
  /// `keep` as for interrupted(): without it a `stale` one is only forgotten.
  Error settle(const MessageId& id, AckState state, bool keep = true);

  /// The next slot whose acknowledgement has to be written; null: none.
  AckSlot* next_owed();
  /// Without `keep` the server counts deliveries: a slot that was delivered twice stays owed.
  void written(AckSlot& slot, bool keep, uint32_t epoch);
  /// The server has read everything that was written before the PING of that epoch.
  void proven(uint32_t epoch);

  /// The connection broke. What was written or is owed is written again on the next one if `keep`.
  void interrupted(bool keep);

  size_t capacity() const { return count_; }
  size_t delivered() const { return delivered_; }
  size_t owed() const { return owed_; }
  size_t sent() const { return sent_; }
  /// Slots that a delivery can have without displacing anything that still matters.
  size_t available() const { return count_ - delivered_ - owed_ - sent_; }

 private:
  AckSlot* find(const MessageId& id, AckState state);
  AckSlot* find_state(AckState state);
  void change(AckSlot& slot, AckState state);
  size_t* counter(AckState state);

  AckSlot* slots_;
  size_t count_;
  uint32_t turn_ = 0;
  size_t hint_ = 0;  // Where the last search ended: acknowledgements mostly come in order.
  size_t delivered_ = 0;
  size_t owed_ = 0;
  size_t sent_ = 0;
};

}  // namespace uc8
