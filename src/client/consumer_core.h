// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/ack_window.h"
#include "link/link.h"

namespace uc8 {

/// What a Consumer does, without I/O: deliveries in, acknowledgements and permits out.
///
/// Invariants: a delivery has a slot before it is told; permits outstanding never exceed the slots
/// that can take what they bring.
class ConsumerCore final : public ClientCore {
 public:
  ConsumerCore(const Account& account, const ConsumerConfig& config, const ConsumerMemory& memory,
               Entropy& entropy);

  Error open();
  Error acknowledge(const MessageId& id);
  Error negative_acknowledge(const MessageId& id);
  void resume() { held_ = false; }
  void close();

  void tick() override { link_.tick(); }
  void fill() override;
  /// `message` wants take() or hold(); message() and oversized_size() go with the events.
  Event next_event() override;
  const Message& message() const { return message_; }
  size_t oversized_size() const { return oversized_size_; }
  /// The application took the message, or the oversized one, just told.
  void take();
  /// It did not: the same message is told again after resume().
  void hold() { held_ = true; }
  Millis deadline() const override { return link_.deadline(); }

  Link& link() { return link_; }
  const Link& link() const { return link_; }
  size_t unacknowledged() const { return acks_.delivered(); }
  const ConsumerStatistics& statistics() const { return statistics_; }

 private:
  enum class Frame : uint8_t { none, acknowledgement, negative_acknowledgement, permit };

  void write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) override;
  void write_message(WindowWriter& to) override;
  Error check_configuration() const;
  bool is_pull() const { return !config_.push; }

  void on_delivery();
  void on_oversized();
  bool find_slot();
  void drop_message();
  void interrupted();

  bool choose_frame();
  uint32_t permits_due() const;
  Place place() const { return {&account_, link_.tenant(), config_.stream}; }

  // Small members first: the instructions that reach them are shorter (Thumb).
  const Account& account_;
  Frame writing_ = Frame::none;
  bool has_message_ = false;
  bool held_ = false;
  bool is_oversized_ = false;
  bool no_slot_ = false;  // It waits for a slot.
  size_t oversized_size_ = 0;
  uint32_t permits_outstanding_ = 0;
  uint32_t epoch_pinged_ = 0;  // The newest PING that acknowledgements wait for,
  uint32_t epoch_proven_ = 0;  // and the newest PONG.
  uint32_t writing_permits_ = 0;
  AckWindow acks_;
  ConsumerStatistics statistics_;
  ConsumerMemory memory_;
  ConsumerConfig config_;
  Link link_;
  MessageId writing_id_;  // A copy: a redelivery may take the slot while the frame waits for room.
  Message message_;       // The one being told; its bytes stand in the receive memory.
};

}  // namespace uc8
