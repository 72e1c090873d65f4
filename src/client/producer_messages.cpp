// SPDX-License-Identifier: Apache-2.0
//
// How a Producer writes its messages, and what becomes of the answers.
#include "client/producer_core.h"
#include "link/backoff.h"

namespace uc8 {

// What was written on the last connection may or may not be stored: all of it is written again,
// before anything newer. With numbers, what took one and is still in the window too, confirmed or
// refused out of turn, or the numbers would not match.
void ProducerCore::rewind() {
  for (size_t i = 0; i < window_.size(); ++i) {
    SendSlot& slot = window_.slot(i);
    const bool told = slot.state == SlotState::refused || slot.state == SlotState::stored;
    const bool has_number = is_deduplicating() && slot.detail != 7;
    if (told && !has_number) continue;
    slot.state = SlotState::queued;
    slot.detail = 0;
  }
  cursor_ = 0;
  sent_count_ = hole_count_ = 0;
  writing_ = false;
}

void ProducerCore::fill() {
  tick();  // The last outcome may have come in this very run, and close() waits for it.
  if (link_.state() == LinkState::closing) link_.close_websocket();
  if (!link_.may_send() && link_.state() != LinkState::closing) return;
  for (;;) {
    if (writing_) {
      if (!link_.continue_message()) return;
      written();
    }
    link_.ws().send_control(link_.out());
    if (link_.ws().has_control() || !link_.is_open()) return;
    if (!may_write_next() || !choose_next()) return;
  }
}

// A hole stops everything newer: it is filled once every message under way has its outcome.
bool ProducerCore::may_write_next() {
  if (hole_count_ == 0) return true;
  if (sent_count_ > 0 || link_.now() < resend_at_) return false;
  for (size_t i = window_.size(); i-- > 0;) {
    if (window_.slot(i).state != SlotState::hole) continue;
    window_.slot(i).state = SlotState::queued;
    cursor_ = i;
  }
  hole_count_ = 0;
  return true;
}

bool ProducerCore::choose_next() {
  while (cursor_ < window_.size() && window_.slot(cursor_).state != SlotState::queued) ++cursor_;
  if (cursor_ == window_.size() || link_.out().space().size == 0) return false;
  link_.begin_message();
  writing_ = true;
  return true;
}

void ProducerCore::write_message(WindowWriter& to) {
  write_publish(to, window_.ring(), window_.stored_message(cursor_));
}

void ProducerCore::written() {
  writing_ = false;
  SendSlot& slot = window_.slot(cursor_);
  if (slot.was_sent) ++statistics_.resent;
  slot.was_sent = true;
  slot.state = SlotState::sent;
  ++sent_count_;
  ++cursor_;
}

void ProducerCore::on_reply() {
  PublishReply reply;
  const Error error = read_publish_reply(link_.message(), reply);
  if (error != Error::ok) {
    link_.break_off(Error::protocol_violation, Origin::stream, 0);
  } else if (reply.outcome == PublishReply::Outcome::malformed) {
    // The server could not read our JSON: our own bug, and no other attempt will end better.
    link_.set_last_words(reply.words);
    link_.break_off(Error::protocol_violation, Origin::stream, reply.code);
  } else if (!reply.has_context) {
    link_.break_off(Error::protocol_violation, Origin::stream, reply.code);
  } else {
    settle(reply);
  }
  link_.done_with_message();
}

void ProducerCore::settle(const PublishReply& reply) {
  const uint32_t index = reply.context - front_ticket_;
  if (index >= window_.size()) {
    // A second answer to what was told already is harmless; one to the future is not.
    if (static_cast<int32_t>(index) >= 0) {
      link_.break_off(Error::protocol_violation, Origin::stream, reply.code);
    }
    return;
  }
  SendSlot& slot = window_.slot(index);
  if (slot.state != SlotState::sent) return;  // Answered before.
  --sent_count_;
  switch (reply.outcome) {
    case PublishReply::Outcome::stored:
      link_.note_progress();
      put_offs_ = 0;
      slot.state = SlotState::stored;
      slot.is_duplicate = reply.is_duplicate;
      if (!reply.is_duplicate && (index == 0 || !is_deduplicating())) {
        window_.park_id(index, reply.id);
      }
      break;
    case PublishReply::Outcome::queue_full:
      ++statistics_.queue_full;
      put_off(slot, reply);
      break;
    case PublishReply::Outcome::transient:
      put_off(slot, reply);
      break;
    default:
      link_.set_last_words(reply.words);
      slot.state = SlotState::refused;
      slot.detail = reply.code;
      break;
  }
}

void ProducerCore::put_off(SendSlot& slot, const PublishReply& reply) {
  slot.state = SlotState::hole;
  ++hole_count_;
  link_.set_last_words(reply.words);
  if (is_deduplicating()) {
    // Whether it took a number is not known: begin again after the last number that is certain.
    link_.break_off(Error::server_busy, Origin::stream, reply.code);
    return;
  }
  if (hole_count_ == 1) {
    if (put_offs_ < 0xffff) ++put_offs_;
    resend_at_ = link_.now() + backoff_ms(put_offs_, 0x8000'0000u);
  }
}

bool ProducerCore::is_front_settled() const {
  if (window_.size() == 0) return false;
  const SendSlot& slot = window_.slot(0);
  if (slot.state == SlotState::stored || slot.state == SlotState::refused) return true;
  return config_.send_timeout_ms > 0 && link_.now() >= slot.accepted_at + config_.send_timeout_ms &&
         !is_writing(0);
}

void ProducerCore::settle_front(Error otherwise) {
  const SendSlot& slot = window_.slot(0);
  result_ = SendResult();
  result_.ticket = front_ticket_;
  result_.tag = slot.tag;
  if (slot.state == SlotState::stored) {
    window_.read_id(0, result_.id);
    result_.duplicate = slot.is_duplicate;
    ++statistics_.confirmed;
    if (slot.is_duplicate) ++statistics_.duplicates;
  } else {
    const bool refused = slot.state == SlotState::refused;
    result_.fault = {refused ? Error::message_refused : otherwise,
                     refused ? Origin::stream : Origin::none, slot.detail};
    ++statistics_.refused;
  }
  // A number that may have been taken is never used for another message; a `send-error:7` takes
  // none (ProducerImpl of Pulsar 2.8.1). What stays unconfirmed keeps its number for the next life.
  const bool told_for_good = result_.fault.error != Error::unconfirmed;
  const bool took_number = slot.state == SlotState::stored || (slot.was_sent && slot.detail != 7);
  if (told_for_good && took_number) ++last_confirmed_;
  if (slot.state == SlotState::sent) --sent_count_;
  if (slot.state == SlotState::hole) --hole_count_;
  window_.pop();
  ++front_ticket_;
  if (cursor_ > 0) --cursor_;
}

}  // namespace uc8
