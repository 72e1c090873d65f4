// SPDX-License-Identifier: Apache-2.0
//
// A Producer's life: opening, closing, what the link tells. How messages are written and settled is
// in producer_messages.cpp.
#include "client/producer_core.h"

namespace uc8 {

ProducerCore::ProducerCore(const Account& account, const ProducerConfig& config,
                           const ProducerMemory& memory, Entropy& entropy)
    : account_(account),
      last_confirmed_(config.resume_after),
      window_(memory),
      config_(config),
      link_(account, config.timeouts, *this, entropy, memory.receive, memory.transmit) {}

Error ProducerCore::check_configuration() const {
  const bool fits = link_.receive_capacity() >= ProducerMemory::kReceiveMin &&
                    link_.out().capacity() >= ProducerMemory::kTransmitMin && window_.is_usable();
  const bool has_name = bytes_of(config_.producer_name).size > 0;
  const bool is_right =
      fits && (has_name || !config_.idempotent) && config_.send_timeout_ms <= Timeouts::kMax;
  if (!is_right) return Error::invalid_configuration;
  return check_stream_name(config_.stream, account_.service);
}

Error ProducerCore::open() {
  const Error error = check_configuration();
  if (error != Error::ok) return error;
  return link_.start(config_.create_stream ? LinkRequest::create : LinkRequest::one_time_password);
}

Result<SendTicket> ProducerCore::send(const OutgoingMessage& message) {
  // What is accepted while the end is being told would be told at once, and so for ever.
  if (closing_ || ended_ != Event::none) return Error::wrong_state;
  const SendTicket ticket = front_ticket_ + static_cast<SendTicket>(window_.size());
  const Error error = window_.push(message, ticket, link_.now());
  if (error != Error::ok) return error;
  ++statistics_.accepted;
  return ticket;
}

void ProducerCore::close(Millis drain_ms) {
  if (link_.is_ending()) return;
  const Millis until = link_.now() + (drain_ms < Timeouts::kMax ? drain_ms : Timeouts::kMax);
  if (!closing_ || until < drain_until_) drain_until_ = until;
  closing_ = true;
  tick();
}

Millis ProducerCore::deadline() const {
  Millis first = link_.deadline();
  if (drain_until_ < first) first = drain_until_;
  // Once it is due, what a hole waits for is a connection, or room, and not time.
  const bool waits = hole_count_ > 0 && sent_count_ == 0 && resend_at_ > link_.now();
  if (waits && resend_at_ < first) first = resend_at_;
  if (config_.send_timeout_ms > 0 && window_.size() > 0 && !is_writing(0)) {
    const Millis due = window_.slot(0).accepted_at + config_.send_timeout_ms;
    if (due < first) first = due;
  }
  return first;
}

void ProducerCore::tick() {
  link_.tick();
  if (!closing_ || drain_until_ == Link::kNever) return;
  if (window_.size() == 0 || link_.now() >= drain_until_ || link_.is_at_rest()) {
    drain_until_ = Link::kNever;
    link_.stop();
  }
}

Event ProducerCore::next_event() {
  for (;;) {
    const bool settled = is_front_settled();
    if (settled || (ended_ != Event::none && window_.size() > 0)) {
      settle_front(settled ? Error::timed_out : Error::unconfirmed);
      return Event::sent;
    }
    if (ended_ != Event::none) {
      const Event event = ended_;
      ended_ = Event::none;
      closing_ = false;
      return event;
    }
    const Event event = link_.next_event();
    switch (event) {
      case Event::message:
        on_reply();
        break;
      case Event::oversized:  // No confirmation is that long.
        link_.done_with_message();
        link_.break_off(Error::protocol_violation, Origin::stream, 0);
        break;
      case Event::opened:
        ++statistics_.opened;
        rewind();
        return event;
      case Event::failed:
      case Event::closed:
        ended_ = event;
        drain_until_ = Link::kNever;
        // With numbers, who sends again what is unconfirmed sends all that came after it as well.
        rewind();
        break;
      case Event::interrupted:
        writing_ = false;
        return event;
      case Event::none:
        return event;
      default:
        break;
    }
  }
}

void ProducerCore::write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) {
  if (request == LinkRequest::create) {
    write_create_line(to, place());
    return;
  }
  ProducerQuery query;
  query.producer_name = config_.producer_name;
  query.numbered = is_deduplicating();
  query.initial_sequence_id = last_confirmed_;
  to.text("GET ");
  write_producer_target(to, place(), query, otp);
}

// Pulsar 2.7.0 answers 400 to any `initialSequenceId` (it parses the parameter's name).
bool ProducerCore::can_ask_differently() {
  if (!is_deduplicating()) return false;
  numbering_refused_ = true;
  return true;
}

}  // namespace uc8
