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
      acks_(memory.acknowledgements, memory.unacknowledged_max),
      memory_(memory),
      config_(config),
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

Error ConsumerCore::open() {
  const Error error = check_configuration();
  if (error != Error::ok) return error;
  return link_.start(config_.create_stream ? LinkRequest::create : LinkRequest::one_time_password);
}

void ConsumerCore::close() {
  held_ = false;
  link_.stop();
}

Error ConsumerCore::acknowledge(const MessageId& id) {
  const Error error = acks_.settle(id, AckState::owed, is_pull());
  if (error == Error::ok) ++statistics_.acknowledged;
  return error;
}

Error ConsumerCore::negative_acknowledge(const MessageId& id) {
  if (account_.server < ServerVersion::pulsar_2_8) return Error::invalid_configuration;
  return acks_.settle(id, AckState::refused, is_pull());
}

Event ConsumerCore::next_event() {
  for (;;) {
    // A link that is no longer open brings its message again, from the server.
    if (has_message_ && !link_.is_open()) drop_message();
    if (has_message_) {
      if (held_ || !find_slot()) return Event::none;
      return is_oversized_ ? Event::oversized : Event::message;
    }
    const Event event = link_.next_event();
    switch (event) {
      case Event::message:
        on_delivery();
        break;
      case Event::oversized:
        on_oversized();
        break;
      case Event::pong:
        epoch_proven_ = link_.pong_epoch();
        acks_.proven(epoch_proven_);
        break;
      case Event::opened:
        ++statistics_.opened;
        permits_outstanding_ = 0;
        return event;
      case Event::none:
        return event;
      default:
        interrupted();
        return event;
    }
  }
}

void ConsumerCore::interrupted() {
  acks_.interrupted(is_pull());
  drop_message();
  writing_ = Frame::none;
  epoch_pinged_ = epoch_proven_ = link_.next_epoch() - 1;
}

void ConsumerCore::on_delivery() {
  Error error = Error::ok;
  const size_t size = link_.message().size;
  if (link_.is_open()) {  // Closing: nothing is delivered any more.
    error = read_delivery(link_.message(), message_);
    if (error == Error::payload_too_large) {
      oversized_size_ = size;
      on_oversized();
      return;
    }
    has_message_ = no_slot_ = error == Error::ok && message_.id.size > 0;
  }
  if (has_message_) return;
  link_.done_with_message();  // Not a delivery, e.g. `{"endOfTopic":false}`; or none to be read.
  if (error != Error::ok) link_.break_off(error, Origin::stream, 0);
}

void ConsumerCore::on_oversized() {
  Error error = Error::ok;
  if (link_.is_open()) {
    message_ = Message();
    error = read_truncated_delivery_id(link_.message(), message_.id);
    if (oversized_size_ == 0) oversized_size_ = link_.ws().oversized_size();
    has_message_ = no_slot_ = is_oversized_ = error == Error::ok;
  }
  if (has_message_) return;
  drop_message();
  if (error != Error::ok) link_.break_off(error, Origin::stream, 0);
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

void ConsumerCore::take() {
  ++(is_oversized_ ? statistics_.oversized : statistics_.delivered);
  link_.note_progress();
  drop_message();
}

void ConsumerCore::drop_message() {
  has_message_ = held_ = no_slot_ = is_oversized_ = false;
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
