// SPDX-License-Identifier: Apache-2.0
//
// A Consumer's life and its deliveries. How acknowledgements and permits are written is in
// consumer_frames.cpp.
#include "client/consumer_core.h"

#include "wire/delivery.h"

namespace uc8 {

ConsumerCore::ConsumerCore(const Account& account, const ConsumerConfig& config,
                           const ConsumerMemory& memory, Entropy& entropy)
    : account_(account),
      config_(config),
      memory_(memory),
      acks_(memory.acknowledgements, memory.unacknowledged_max),
      link_(account, config.timeouts, *this, entropy, memory.receive, memory.transmit) {}

Error ConsumerCore::check_configuration() const {
  const bool aligned =
      reinterpret_cast<uintptr_t>(memory_.acknowledgements.data) % alignof(AckSlot) == 0;
  const bool fits = memory_.receive.size >= ConsumerMemory::kReceiveMin &&
                    memory_.transmit.size >= ConsumerMemory::kTransmitMin && aligned &&
                    acks_.capacity() > 0 && memory_.unacknowledged_max <= 1000;
  if (!fits) return Error::invalid_configuration;
  if (config_.subscription == nullptr || config_.subscription[0] == '\0') {
    return Error::invalid_configuration;
  }
  return check_stream_name(config_.stream, account_.service);
}

Error ConsumerCore::open(Millis now) {
  const Error error = check_configuration();
  if (error != Error::ok) return error;
  return link_.start(config_.create_stream ? LinkRequest::create : LinkRequest::one_time_password,
                     now);
}

void ConsumerCore::close(Millis now) {
  held_ = false;
  link_.stop(now);
}

Error ConsumerCore::acknowledge(const MessageId& id) {
  const Error error = acks_.settle(id, AckState::owed);
  if (error == Error::ok) ++statistics_.acknowledged;
  return error;
}

Error ConsumerCore::negative_acknowledge(const MessageId& id) {
  if (account_.server < ServerVersion::pulsar_2_8) return Error::invalid_configuration;
  return acks_.settle(id, AckState::refused);
}

ConsumerEvent ConsumerCore::next_event(Millis now) {
  for (;;) {
    // A link that is no longer open brings its message again, from the server.
    if (has_message_ && !link_.is_open()) drop_message();
    if (has_message_) {
      if (held_ || !find_slot()) return {};
      return tell_message();
    }
    const LinkEvent event = link_.next_event(now);
    if (event.kind == LinkEventKind::none) return {};
    const ConsumerEvent told = link_event(event, now);
    if (told.kind != ConsumerEventKind::none) return told;
  }
}

ConsumerEvent ConsumerCore::link_event(const LinkEvent& event, Millis now) {
  ConsumerEvent told;
  switch (event.kind) {
    case LinkEventKind::opened:
      ++statistics_.opened;
      permits_outstanding_ = 0;
      told.kind = ConsumerEventKind::opened;
      break;
    case LinkEventKind::message:
      return on_delivery(now);
    case LinkEventKind::oversized:
      return on_oversized(now);
    case LinkEventKind::pong:
      epoch_proven_ = event.epoch;
      acks_.proven(event.epoch);
      break;
    case LinkEventKind::interrupted:
      told.kind = ConsumerEventKind::interrupted;
      break;
    case LinkEventKind::failed:
      told.kind = ConsumerEventKind::failed;
      break;
    case LinkEventKind::closed:
      told.kind = ConsumerEventKind::closed;
      break;
    default:
      break;
  }
  if (told.kind != ConsumerEventKind::none && told.kind != ConsumerEventKind::opened) {
    interrupted();
  }
  told.interruption = event.interruption;
  return told;
}

void ConsumerCore::interrupted() {
  acks_.interrupted(is_pull());
  held_ = false;
  has_message_ = false;
  writing_ = Frame::none;
  epoch_pinged_ = epoch_proven_ = link_.next_epoch() - 1;
}

ConsumerEvent ConsumerCore::on_delivery(Millis now) {
  if (!link_.is_open()) {  // Closing: nothing is delivered any more.
    link_.done_with_message();
    return {};
  }
  const size_t size = link_.message().size;
  const Result<Message> message = read_delivery(link_.message());
  if (!message.ok()) {
    if (message.error() == Error::payload_too_large) {
      oversized_size_ = size;
      return on_oversized(now);
    }
    link_.done_with_message();
    link_.break_off({Error::protocol_violation, Origin::stream, 0}, now);
    return {};
  }
  if (message.value().id.size == 0) {  // Not a delivery, e.g. `{"endOfTopic":false}`.
    link_.done_with_message();
    return {};
  }
  message_ = message.value();
  is_oversized_ = false;
  has_message_ = no_slot_ = true;
  return {};
}

ConsumerEvent ConsumerCore::on_oversized(Millis now) {
  const Result<MessageId> id = link_.is_open() ? read_truncated_delivery_id(link_.message())
                                               : Result<MessageId>(Error::wrong_state);
  if (!id.ok()) {
    link_.done_with_message();
    if (link_.is_open()) link_.break_off({Error::protocol_violation, Origin::stream, 0}, now);
    return {};
  }
  message_ = Message();
  message_.id = id.value();
  oversized_size_ = oversized_size_ != 0 ? oversized_size_ : link_.ws().oversized_size();
  is_oversized_ = true;
  has_message_ = no_slot_ = true;
  return {};
}

// Finds a slot for a delivery that just came. False: it waits until the application has
// acknowledged something.
bool ConsumerCore::find_slot() {
  if (!no_slot_) return true;
  if (!acks_.take(message_.id)) return false;
  no_slot_ = false;
  if (permits_outstanding_ > 0) --permits_outstanding_;
  return true;
}

ConsumerEvent ConsumerCore::tell_message() {
  ConsumerEvent told;
  told.kind = is_oversized_ ? ConsumerEventKind::oversized : ConsumerEventKind::message;
  told.message = &message_;
  told.size = oversized_size_;
  if (is_oversized_) {
    ++statistics_.oversized;
    link_.note_progress();
    drop_message();
  }
  return told;
}

void ConsumerCore::take() {
  ++statistics_.delivered;
  link_.note_progress();
  drop_message();
}

void ConsumerCore::drop_message() {
  has_message_ = held_ = no_slot_ = false;
  oversized_size_ = 0;
  link_.done_with_message();
}

void ConsumerCore::write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) {
  if (request == LinkRequest::create) {
    write_create_line(to, place());
    return;
  }
  ConsumerQuery query;
  query.subscription = config_.subscription;
  query.consumer_name = config_.consumer_name;
  query.type = config_.type;
  query.pull = is_pull();
  query.receiver_queue_size = memory_.unacknowledged_max;
  to.text("GET ");
  write_consumer_target(to, place(), query, otp);
}

}  // namespace uc8
