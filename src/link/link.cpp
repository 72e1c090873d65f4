// SPDX-License-Identifier: Apache-2.0
//
// The life of a link: which state, which request, which timer. What bytes mean is in
// link_events.cpp.
#include "link/link.h"

#include <string.h>

#include "base/assert.h"
#include "http/http_request.h"
#include "link/backoff.h"

namespace uc8 {

namespace {

/// Times are added to the clock, and the sum must not wrap.
bool is_time(Millis time) {
  return time > 0 && time <= Timeouts::kMax;
}

}  // namespace

Link::Link(const Account& account, const Timeouts& timeouts, ClientCore& user, Entropy& entropy,
           MutableBytes receive, MutableBytes transmit)
    : account_(account),
      user_(user),
      entropy_(entropy),
      timeouts_(timeouts),
      connection_(receive, transmit, entropy) {}

Error Link::start(LinkRequest first) {
  if (!is_at_rest()) return Error::wrong_state;
  if (!is_time(timeouts_.connect_ms) || !is_time(timeouts_.response_ms) ||
      !is_time(timeouts_.ping_interval_ms)) {
    return Error::invalid_configuration;
  }
  const Error checked = check_account(account_);
  if (checked != Error::ok) return checked;
  Error error = parse_server_address(account_.url, account_.service, address_);
  if (error == Error::ok) error = tenant_of(account_, tenant_);
  if (error != Error::ok) return error;
  endpoint_ = {address_.host, address_.port};
  first_ = first;
  attempt_ = 0;
  credentials_struck_ = protocol_struck_ = false;
  apply(LinkInput::start);
  return Error::ok;
}

void Link::stop() {
  if (!ending_) apply(LinkInput::stop);
}

void Link::close_websocket() {
  UC8_ASSERT(state_ == LinkState::closing);
  if (close_requested_) return;
  close_requested_ = true;
  connection_.ws().request_close(1000);
}

LinkCommand Link::next_command() {
  if (close_transport_) {
    close_transport_ = false;
    return LinkCommand::close_transport;
  }
  if (open_transport_) {
    open_transport_ = false;
    connection_.reset();
    return LinkCommand::open_transport;
  }
  return LinkCommand::none;
}

void Link::transport_open() {
  apply(LinkInput::transport_open);
}

void Link::transport_lost(Fault fault) {
  if (!has_transport(state_)) return;
  // An idle keep-alive connection may end just as we use it again; that is nobody's fault.
  if (state_ == LinkState::requesting && fault.error == Error::connection_lost &&
      connection_.is_dropped_early()) {
    ends_early_ = true;
    apply(LinkInput::dropped_early);
    return;
  }
  break_off(fault.error, fault.origin, fault.detail);
}

void Link::end_of_stream() {
  if (state_ == LinkState::closing) {
    apply(LinkInput::echoed);
    return;
  }
  if (connection_.end_of_stream()) return;  // It completed a response: next_event() tells.
  transport_lost({Error::connection_lost, Origin::none, 0});
}

void Link::received(size_t n) {
  connection_.received(n);
  silent_at_ = now_ + 2 * timeouts_.ping_interval_ms;
}

void Link::set_read_armed(bool armed) {
  if (armed && !read_armed_) silent_at_ = now_ + 2 * timeouts_.ping_interval_ms;
  read_armed_ = armed;
}

Millis Link::deadline() const {
  Millis first = phase_deadline_;
  if (state_ == LinkState::open) {
    if (ping_at_ < first) first = ping_at_;
    if (stable_at_ < first) first = stable_at_;
    if (read_armed_ && silent_at_ < first) first = silent_at_;
  }
  return first;
}

void Link::tick() {
  if (state_ == LinkState::open) {
    if (now_ >= stable_at_) {
      stable_at_ = kNever;
      note_progress();
      protocol_struck_ = false;
    }
    if (read_armed_ && now_ >= silent_at_) {
      break_off(Error::peer_silent, Origin::none, 0);
      return;
    }
    if (now_ >= ping_at_) (void)request_ping();
  }
  if (now_ < phase_deadline_) return;
  phase_deadline_ = kNever;
  if (has_transport(state_)) interruption_.fault = {Error::timed_out, Origin::none, 0};
  apply(LinkInput::deadline);
}

uint32_t Link::request_ping() {
  ++epoch_;
  const uint8_t payload[4] = {static_cast<uint8_t>(epoch_ >> 24),
                              static_cast<uint8_t>(epoch_ >> 16), static_cast<uint8_t>(epoch_ >> 8),
                              static_cast<uint8_t>(epoch_)};
  connection_.ws().request_ping({payload, sizeof payload});
  ping_at_ = now_ + timeouts_.ping_interval_ms;
  return epoch_;
}

// A frame's header tells its size, so a message is written once for nothing before.
void Link::begin_message() {
  WindowWriter dry({}, 0);
  user_.write_message(dry);
  message_offset_ = 0;
  connection_.ws().begin_text(dry.total());
}

bool Link::continue_message() {
  uint8_t piece[256];
  while (connection_.ws().is_sending()) {
    WindowWriter writer({piece, sizeof piece}, message_offset_);
    user_.write_message(writer);
    const size_t taken = connection_.ws().send_text(connection_.out(), {piece, writer.written()});
    message_offset_ += taken;
    if (taken < writer.written()) return false;  // No room: the rest goes after the next write.
  }
  return true;
}

void Link::apply(LinkInput input) {
  const LinkStep step = link_step(state_, input);
  state_ = step.next;
  perform(step.action);
}

void Link::perform(LinkAction action) {
  switch (action) {
    case LinkAction::none:
      break;
    case LinkAction::open_transport:
      request_ = first_request();
      words_size_ = 0;
      not_before_ms_ = 0;
      ends_early_ = false;
      open_transport_ = true;
      phase_deadline_ = now_ + timeouts_.connect_ms;
      break;
    case LinkAction::reopen_transport:
      // A password may have been spent by an upgrade that we saw no answer to.
      if (request_ == LinkRequest::upgrade && connection_.response().status == 0) {
        request_ = first_request();
      }
      close_transport_ = open_transport_ = true;
      phase_deadline_ = now_ + timeouts_.connect_ms;
      break;
    case LinkAction::send_request:
      send_request();
      break;
    case LinkAction::notify_open:
      enter_open();
      break;
    case LinkAction::begin_close:
      close_requested_ = false;
      phase_deadline_ = now_ + kCloseMs;
      break;
    case LinkAction::schedule_retry:
      schedule_retry();
      break;
    case LinkAction::notify_failed:
      end_with(Event::failed);
      break;
    case LinkAction::release:
      end_with(Event::closed);
      break;
    case LinkAction::finish:
      drop_transport();
      break;
  }
}

void Link::send_request() {
  if (request_ == LinkRequest::upgrade) key_ = make_websocket_key(entropy_);
  HttpBody* body = request_ == LinkRequest::rest ? user_.body_for_rest() : nullptr;
  connection_.begin_request(*this, body);
  phase_deadline_ = now_ + timeouts_.response_ms;
}

void Link::schedule_retry() {
  drop_transport();
  if (attempt_ < 0xffff) ++attempt_;
  uint8_t dice[4];
  entropy_.fill({dice, sizeof dice});
  uint32_t random;
  memcpy(&random, dice, sizeof random);
  Millis delay = backoff_ms(attempt_, random);
  if (delay < not_before_ms_) delay = not_before_ms_;
  phase_deadline_ = now_ + delay;
  interruption_.attempt = attempt_;
  interruption_.retry_in_ms = delay;
  notice_ = Event::interrupted;
}

void Link::end_with(Event event) {
  drop_transport();
  notice_ = event;
  ending_ = true;
}

void Link::drop_transport() {
  wipe_password();
  connection_.ws().end();
  close_transport_ = true;
  open_transport_ = false;
  read_armed_ = false;
  phase_deadline_ = ping_at_ = silent_at_ = stable_at_ = kNever;
}

void Link::enter_open() {
  wipe_password();
  phase_deadline_ = kNever;
  words_size_ = 0;
  ping_at_ = now_ + timeouts_.ping_interval_ms;
  silent_at_ = now_ + 2 * timeouts_.ping_interval_ms;
  stable_at_ = now_ + kStableMs;
  if (connection_.begin_websocket() != Error::ok) {
    break_off(Error::connection_lost, Origin::system, 0);
    return;
  }
  notice_ = Event::opened;
}

void Link::break_off(Error error, Origin origin, int32_t detail) {
  interruption_.fault = {error, origin, detail};
  const bool retry = remedy_of(error) == Remedy::wait || !is_second_strike(error);
  apply(retry ? LinkInput::lost : LinkInput::refused);
}

bool Link::is_second_strike(Error error) {
  bool* struck = error == Error::unauthorized         ? &credentials_struck_
                 : error == Error::protocol_violation ? &protocol_struck_
                                                      : nullptr;
  if (struck == nullptr || *struck) return true;
  *struck = true;
  return false;
}

LinkRequest Link::first_request() const {
  if (first_ == LinkRequest::rest) return LinkRequest::rest;
  if (first_ == LinkRequest::create && !created_) return LinkRequest::create;
  const bool by_password =
      account_.service == Service::gdn && account_.upgrade_auth == UpgradeAuth::one_time_password;
  return by_password ? LinkRequest::one_time_password : LinkRequest::upgrade;
}

void Link::write_request(WindowWriter& to) {
  const bool upgrade = request_ == LinkRequest::upgrade;
  const Bytes otp = upgrade ? password_.view() : Bytes{};
  if (request_ == LinkRequest::one_time_password) {
    to.text("POST ");
    to.text(kOtpTarget);
  } else {
    user_.write_request_line(to, request_, otp);
  }
  RequestHead head;
  head.address = &address_;
  head.credentials = otp.size > 0 ? nullptr : &account_.credentials;
  if (upgrade) head.websocket_key = key_.view();
  write_request_fields(to, head, !upgrade);
}

void Link::wipe_password() {
  // Through a volatile pointer, or the compiler leaves the stores out.
  volatile char* text = password_.text;
  for (size_t i = 0; i < OneTimePassword::kTextMax; ++i) text[i] = 0;
  password_.size = 0;
}

void Link::set_last_words(Bytes words) {
  words_size_ = static_cast<uint8_t>(words.size < sizeof words_ ? words.size : sizeof words_);
  if (words_size_ > 0) memcpy(words_, words.data, words_size_);
}

}  // namespace uc8
