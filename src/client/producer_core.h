// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/send_window.h"
#include "link/link.h"

namespace uc8 {

enum class ProducerEventKind : uint8_t { none, opened, sent, interrupted, failed, closed };

struct ProducerEvent {
  ProducerEventKind kind = ProducerEventKind::none;
  SendResult result;          ///< Of `sent`.
  Interruption interruption;  ///< Of `interrupted`; its `fault` also of `failed`.
};

/// What a Producer does, without I/O: a window of messages, and a Link that carries them.
///
/// Invariants: outcomes are told in the order of the sends; between `sent` and `queued` slots of
/// one connection the cursor stands; while a hole is open nothing new is written.
class ProducerCore final : private LinkUser {
 public:
  ProducerCore(const Account& account, const ProducerConfig& config, const ProducerMemory& memory,
               Entropy& entropy);

  Error open(Millis now);
  Result<SendTicket> send(const OutgoingMessage& message, Millis now);
  void close(Millis drain_ms, Millis now);

  /// Writes frames while there is something to send and room.
  void fill(Millis now);
  ProducerEvent next_event(Millis now);
  Millis deadline() const;
  void tick(Millis now);

  Link& link() { return link_; }
  const Link& link() const { return link_; }
  size_t unconfirmed() const { return window_.size(); }
  int64_t last_confirmed() const { return last_confirmed_; }
  bool is_deduplicating() const { return config_.idempotent && !numbering_refused_; }
  const ProducerStatistics& statistics() const { return statistics_; }

 private:
  void write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) override;
  bool can_ask_differently() override;

  Error check_configuration() const;
  ProducerEvent link_event(const LinkEvent& event, Millis now);
  void on_reply(Millis now);
  void settle(const PublishReply& reply, Millis now);
  void put_off(SendWindow::Cursor at, SendSlot& slot, const PublishReply& reply, Millis now);
  void begin_connection();
  bool may_write_next(Millis now);
  bool choose_next();
  void write_current();
  ProducerEvent tell_front(Error otherwise);
  bool is_front_settled(Millis now) const;
  bool is_writing(size_t index) const { return writing_ && cursor_.index == index; }
  Place place() const { return {&account_, link_.tenant(), config_.stream}; }

  const Account& account_;
  ProducerConfig config_;
  SendWindow window_;
  Link link_;
  ProducerStatistics statistics_;
  SendWindow::Cursor cursor_;  // The next slot to write.
  size_t text_size_ = 0;       // Of the message under way, with
  size_t text_offset_ = 0;     // what of it is written.
  size_t sent_count_ = 0;      // Slots in state `sent`.
  size_t hole_count_ = 0;
  Millis resend_at_ = 0;
  Millis drain_until_ = Link::kNever;
  int64_t last_confirmed_;
  Fault last_fault_;  // Of the link's end, told after the window is emptied.
  SendTicket front_ticket_ = 1;
  uint16_t put_offs_ = 0;                      // Running: how long to wait before the next try.
  LinkEventKind ended_ = LinkEventKind::none;  // `failed` or `closed`, to be told last.
  bool writing_ = false;
  bool closing_ = false;
  bool numbering_refused_ = false;
};

}  // namespace uc8
