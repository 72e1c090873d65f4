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

Link::Link(const Account& account, const Timeouts& timeouts, LinkUser& user, Entropy& entropy,
           MutableBytes receive, MutableBytes transmit)
    : account_(account),
      timeouts_(timeouts),
      user_(user),
      entropy_(entropy),
      connection_(receive, transmit, entropy) {}

Error Link::start(LinkRequest first, Millis now) {
  if (state_ != LinkState::idle && state_ != LinkState::failed) return Error::wrong_state;
  if (timeouts_.connect_ms == 0 || timeouts_.response_ms == 0 || timeouts_.ping_interval_ms == 0) {
    return Error::invalid_configuration;
  }
  const Result<ServerAddress> address = parse_server_address(account_.url, account_.service);
  if (!address.ok()) return address.error();
  const Result<Tenant> tenant = tenant_of(account_);
  if (!tenant.ok()) return tenant.error();
  address_ = address.value();
  tenant_ = tenant.value();
  endpoint_ = {address_.host, address_.port};
  first_ = first;
  attempt_ = 0;
  credentials_struck_ = protocol_struck_ = false;
  apply(LinkInput::start, now);
  return Error::ok;
}

void Link::stop(Millis now) {
  apply(LinkInput::stop, now);
}

void Link::close_websocket() {
  UC8_ASSERT(state_ == LinkState::closing);
  if (close_requested_) return;
  close_requested_ = true;
  connection_.ws().request_close(1000);
}

void Link::break_off(Fault fault, Millis now) {
  fail_with(fault, now);
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

void Link::transport_open(Millis now) {
  apply(LinkInput::transport_open, now);
}

void Link::transport_lost(Fault fault, Millis now) {
  if (!has_transport(state_)) return;
  // An idle keep-alive connection may end just as we use it again; that is nobody's fault.
  if (state_ == LinkState::requesting && fault.error == Error::connection_lost &&
      connection_.is_dropped_early()) {
    apply(LinkInput::dropped_early, now);
    return;
  }
  fail_with(fault, now);
}

void Link::end_of_stream(Millis now) {
  if (state_ == LinkState::closing) {
    apply(LinkInput::echoed, now);
    return;
  }
  if (connection_.end_of_stream()) return;  // It completed a response: next_event() tells.
  transport_lost({Error::connection_lost, Origin::none, 0}, now);
}

void Link::received(size_t n, Millis now) {
  connection_.received(n);
  silent_at_ = now + 2 * timeouts_.ping_interval_ms;
}

void Link::set_read_armed(bool armed, Millis now) {
  if (armed && !read_armed_) silent_at_ = now + 2 * timeouts_.ping_interval_ms;
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

void Link::tick(Millis now) {
  if (state_ == LinkState::open) {
    if (now >= stable_at_) {
      stable_at_ = kNever;
      note_progress();
      protocol_struck_ = false;
    }
    if (read_armed_ && now >= silent_at_) {
      fail_with({Error::peer_silent, Origin::none, 0}, now);
      return;
    }
    if (now >= ping_at_) (void)request_ping(now);
  }
  if (now < phase_deadline_) return;
  phase_deadline_ = kNever;
  fault_ = {Error::timed_out, Origin::none, 0};
  apply(LinkInput::deadline, now);
}

uint32_t Link::request_ping(Millis now) {
  ++epoch_;
  const uint8_t payload[4] = {static_cast<uint8_t>(epoch_ >> 24),
                              static_cast<uint8_t>(epoch_ >> 16), static_cast<uint8_t>(epoch_ >> 8),
                              static_cast<uint8_t>(epoch_)};
  connection_.ws().request_ping({payload, sizeof payload});
  ping_at_ = now + timeouts_.ping_interval_ms;
  return epoch_;
}

void Link::apply(LinkInput input, Millis now) {
  const LinkStep step = link_step(state_, input);
  state_ = step.next;
  perform(step.action, now);
}

void Link::perform(LinkAction action, Millis now) {
  switch (action) {
    case LinkAction::none:
      break;
    case LinkAction::open_transport:
      request_ = first_request();
      words_size_ = 0;
      open_transport_ = true;
      phase_deadline_ = now + timeouts_.connect_ms;
      break;
    case LinkAction::reopen_transport:
      // A password may have been spent by an upgrade that we saw no answer to.
      if (request_ == LinkRequest::upgrade && connection_.response().status == 0) {
        request_ = first_request();
      }
      close_transport_ = open_transport_ = true;
      phase_deadline_ = now + timeouts_.connect_ms;
      break;
    case LinkAction::send_request:
      send_request(now);
      break;
    case LinkAction::notify_open:
      enter_open(now);
      break;
    case LinkAction::begin_close:
      close_requested_ = false;
      phase_deadline_ = now + kCloseMs;
      break;
    case LinkAction::schedule_retry:
      schedule_retry(now);
      break;
    case LinkAction::notify_failed:
      drop_transport();
      notice_ = {LinkEventKind::failed, {fault_, attempt_, 0}, 0};
      break;
    case LinkAction::release:
      drop_transport();
      notice_ = {LinkEventKind::closed, {}, 0};
      break;
    case LinkAction::finish:
      drop_transport();
      break;
  }
}

void Link::send_request(Millis now) {
  if (request_ == LinkRequest::upgrade) key_ = make_websocket_key(entropy_);
  HttpBody* body = request_ == LinkRequest::rest ? user_.body_for_rest() : nullptr;
  connection_.begin_request(*this, body);
  phase_deadline_ = now + timeouts_.response_ms;
}

void Link::schedule_retry(Millis now) {
  drop_transport();
  if (attempt_ < 0xffff) ++attempt_;
  uint8_t dice[4];
  entropy_.fill({dice, sizeof dice});
  uint32_t random;
  memcpy(&random, dice, sizeof random);
  Millis delay = backoff_ms(attempt_, random);
  if (delay < not_before_ms_) delay = not_before_ms_;
  not_before_ms_ = 0;
  phase_deadline_ = now + delay;
  notice_ = {LinkEventKind::interrupted, {fault_, attempt_, delay}, 0};
}

void Link::drop_transport() {
  wipe_password();
  connection_.ws().end();
  close_transport_ = true;
  open_transport_ = false;
  read_armed_ = false;
  phase_deadline_ = ping_at_ = silent_at_ = stable_at_ = kNever;
}

void Link::enter_open(Millis now) {
  wipe_password();
  phase_deadline_ = kNever;
  words_size_ = 0;
  ping_at_ = now + timeouts_.ping_interval_ms;
  silent_at_ = now + 2 * timeouts_.ping_interval_ms;
  stable_at_ = now + kStableMs;
  if (connection_.begin_websocket() != Error::ok) {
    fail_with({Error::connection_lost, Origin::system, 0}, now);
    return;
  }
  notice_ = {LinkEventKind::opened, {}, 0};
}

// Time cures what `remedy_of` says it does; credentials and a broken protocol get one more try.
void Link::fail_with(Fault fault, Millis now) {
  fault_ = fault;
  const bool retry = remedy_of(fault.error) == Remedy::wait || !is_second_strike(fault.error);
  apply(retry ? LinkInput::lost : LinkInput::refused, now);
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
