// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/send_window.h"
#include "link/link.h"

namespace uc8 {

/// What a Producer does, without I/O: a window of messages, and a Link that carries them.
///
/// Invariants: outcomes are told in the order of the sends; between `sent` and `queued` slots of
/// one connection the cursor stands; while a hole is open nothing new is written.
class ProducerCore final : public ClientCore {
 public:
  ProducerCore(const Account& account, const ProducerConfig& config, const ProducerMemory& memory,
               Entropy& entropy);

  Error open();
  Result<SendTicket> send(const OutgoingMessage& message);
  void close(Millis drain_ms);

  void tick() override;
  void fill() override;
  Event next_event() override;
  Millis deadline() const override;
  /// Of `sent`.
  const SendResult& result() const { return result_; }

  Link& link() { return link_; }
  const Link& link() const { return link_; }
  size_t unconfirmed() const { return window_.size(); }
  int64_t last_confirmed() const { return last_confirmed_; }
  bool is_deduplicating() const { return config_.idempotent && !numbering_refused_; }
  const ProducerStatistics& statistics() const { return statistics_; }

 private:
  void write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) override;
  void write_message(WindowWriter& to) override;
  bool can_ask_differently() override;

  Error check_configuration() const;
  void on_reply();
  void settle(const PublishReply& reply);
  void put_off(SendSlot& slot, const PublishReply& reply);
  void rewind();
  bool may_write_next();
  bool choose_next();
  void written();
  void settle_front(Error otherwise);
  bool is_front_settled() const;
  bool is_writing(size_t index) const { return writing_ && cursor_ == index; }
  Place place() const { return {&account_, link_.tenant(), config_.stream}; }

  // Small members first: the instructions that reach them are shorter (Thumb).
  const Account& account_;
  Event ended_ = Event::none;  // `failed` or `closed`, told after the window is emptied.
  bool writing_ = false;
  bool closing_ = false;
  bool numbering_refused_ = false;
  uint16_t put_offs_ = 0;  // Running: how long to wait before the next try.
  SendTicket front_ticket_ = 1;
  size_t cursor_ = 0;      // The next slot to write.
  size_t sent_count_ = 0;  // Slots in state `sent`.
  size_t hole_count_ = 0;
  Millis resend_at_ = 0;
  Millis drain_until_ = Link::kNever;
  int64_t last_confirmed_;
  SendWindow window_;
  ProducerStatistics statistics_;
  ProducerConfig config_;
  SendResult result_;
  Link link_;
};

}  // namespace uc8
