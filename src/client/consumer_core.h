// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/ack_window.h"
#include "link/link.h"

namespace uc8 {

enum class ConsumerEventKind : uint8_t {
  none,
  opened,
  message,    ///< Answer with take() or hold().
  oversized,  ///< `message.id` and `size`.
  interrupted,
  failed,
  closed
};

struct ConsumerEvent {
  ConsumerEventKind kind = ConsumerEventKind::none;
  const Message* message = nullptr;
  size_t size = 0;
  Interruption interruption;  ///< Of `interrupted`; its `fault` also of `failed`.
};

/// What a Consumer does, without I/O: deliveries in, acknowledgements and permits out.
///
/// Invariants: a delivery has a slot before it is told; permits outstanding never exceed the slots
/// that can take what they bring.
class ConsumerCore final : private LinkUser {
 public:
  ConsumerCore(const Account& account, const ConsumerConfig& config, const ConsumerMemory& memory,
               Entropy& entropy);

  Error open(Millis now);
  Error acknowledge(const MessageId& id);
  Error negative_acknowledge(const MessageId& id);
  void resume() { held_ = false; }
  void close(Millis now);

  /// Writes frames while there is something to send and room.
  void fill(Millis now);
  ConsumerEvent next_event(Millis now);
  /// The application took the message just told.
  void take();
  /// It did not: the same message is told again after resume().
  void hold() { held_ = true; }
  Millis deadline() const { return link_.deadline(); }
  void tick(Millis now) { link_.tick(now); }

  Link& link() { return link_; }
  const Link& link() const { return link_; }
  size_t unacknowledged() const { return acks_.delivered(); }
  const ConsumerStatistics& statistics() const { return statistics_; }

 private:
  enum class Frame : uint8_t { none, acknowledgement, negative_acknowledgement, permit };

  void write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) override;
  Error check_configuration() const;
  bool is_pull() const { return !config_.push; }

  ConsumerEvent link_event(const LinkEvent& event, Millis now);
  ConsumerEvent on_delivery(Millis now);
  ConsumerEvent on_oversized(Millis now);
  ConsumerEvent tell_message();
  bool find_slot();
  void drop_message();
  void interrupted();

  bool choose_frame(Millis now);
  void write_frame();
  uint32_t permits_due() const;
  void write_text(WindowWriter& to) const;
  Place place() const { return {&account_, link_.tenant(), config_.stream}; }

  const Account& account_;
  ConsumerConfig config_;
  ConsumerMemory memory_;
  AckWindow acks_;
  Link link_;
  ConsumerStatistics statistics_;
  Message message_;  // The one being told; its bytes stand in the receive memory.
  size_t oversized_size_ = 0;
  uint32_t permits_outstanding_ = 0;
  uint32_t epoch_pinged_ = 0;  // The newest PING that acknowledgements wait for,
  uint32_t epoch_proven_ = 0;  // and the newest PONG.
  MessageId writing_id_;  // A copy: a redelivery may take the slot while the frame waits for room.
  size_t text_offset_ = 0;
  uint32_t writing_permits_ = 0;
  Frame writing_ = Frame::none;
  bool has_message_ = false;
  bool held_ = false;
  bool is_oversized_ = false;
  bool no_slot_ = false;  // It waits for a slot.
};

}  // namespace uc8
