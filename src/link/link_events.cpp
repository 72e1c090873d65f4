// SPDX-License-Identifier: Apache-2.0
//
// What the bytes of a connection mean for the life of its link.
#include "base/assert.h"
#include "base/text.h"
#include "link/link.h"
#include "link/verdict.h"

namespace uc8 {

Event Link::next_event() {
  for (;;) {
    if (notice_ != Event::none) {
      const Event event = notice_;
      notice_ = Event::none;
      return event;
    }
    if (!carries_bytes()) return Event::none;
    switch (connection_.next_event()) {
      case ConnectionEvent::none:
        return Event::none;
      case ConnectionEvent::message:
        return Event::message;
      case ConnectionEvent::oversized:
        return Event::oversized;
      case ConnectionEvent::pong:
        return Event::pong;
      case ConnectionEvent::closed:
        on_close_frame();
        break;
      case ConnectionEvent::violation:
        on_violation();
        break;
      case ConnectionEvent::response:
        on_response();
        if (request_ == LinkRequest::rest && state_ == LinkState::requesting &&
            notice_ == Event::none) {
          return Event::response;
        }
        break;
      case ConnectionEvent::malformed:
        break_off(connection_.http_error(), Origin::http, 0);
        break;
    }
  }
}

uint32_t Link::pong_epoch() const {
  const Bytes payload = connection_.ws().pong_payload();
  if (payload.size != 4) return 0;
  uint32_t epoch = 0;
  for (size_t i = 0; i < 4; ++i) epoch = epoch << 8 | payload.data[i];
  return epoch;
}

void Link::on_close_frame() {
  const uint16_t code = connection_.ws().close_code();
  if (state_ == LinkState::closing) {
    apply(LinkInput::echoed);
    return;
  }
  set_last_words(connection_.ws().close_reason());
  connection_.ws().request_close(code);  // The echo goes out with what is flushed at the end.
  connection_.ws().send_control(connection_.out());
  break_off(error_of_close(code), Origin::websocket, code);
}

void Link::on_violation() {
  const uint16_t code = connection_.ws().close_code();
  connection_.ws().request_close(code);
  connection_.ws().send_control(connection_.out());
  break_off(Error::protocol_violation, Origin::websocket, code);
}

void Link::on_response() {
  phase_deadline_ = kNever;
  const HttpResponse& response = connection_.response();
  if (request_ == LinkRequest::upgrade) {
    if (response.status != 101) {
      on_refusal();
    } else if (is_accepted(key_, response)) {
      apply(LinkInput::upgrade_accepted);
    } else {
      break_off(Error::protocol_violation, Origin::http, 101);
    }
    return;
  }
  if (request_ == LinkRequest::rest) return;  // The client layer judges.
  const bool exists = request_ == LinkRequest::create && response.status == 409;
  if ((response.status >= 200 && response.status < 300) || exists) {
    on_success();
  } else {
    on_refusal();
  }
}

void Link::on_success() {
  if (request_ == LinkRequest::create) {
    created_ = true;
    created_at_ = now_;
    advance(first_request());
  } else {
    take_password();
  }
}

void Link::take_password() {
  if (read_one_time_password(connection_.body(), password_) != Error::ok) {
    break_off(Error::protocol_violation, Origin::http, connection_.response().status);
    return;
  }
  advance(LinkRequest::upgrade);
}

void Link::advance(LinkRequest next) {
  request_ = next;
  const bool is_kept = connection_.response().keep_alive && !ends_early_;
  apply(is_kept ? LinkInput::answered : LinkInput::answered_last);
}

void Link::on_refusal() {
  const HttpResponse& response = connection_.response();
  Error error = error_of_status(response.status);
  if (error == Error::redirected) {
    set_last_words({reinterpret_cast<const uint8_t*>(response.location), response.location_size});
  } else if (connection_.body().size > 0) {
    set_last_words(error_words(connection_.body()));
  }
  const bool young = created_at_ != kNever && now_ - created_at_ < kAppearMs;
  if (error == Error::not_found && request_ == LinkRequest::upgrade && young) {
    error = Error::not_yet;
  }
  if (error == Error::rejected && request_ == LinkRequest::upgrade && user_.can_ask_differently()) {
    error = Error::server_busy;  // Time does not cure it, but the next attempt asks differently.
  }
  if (error == Error::server_busy && contains(last_words(), "TopicTerminatedException")) {
    error = Error::rejected;  // A 503 like any other but for these words, and it is for ever.
  }
  not_before_ms_ = Millis{response.retry_after_s} * 1000;
  break_off(error, Origin::http, response.status);
}

void Link::rest_next() {
  UC8_ASSERT(request_ == LinkRequest::rest && state_ == LinkState::requesting);
  advance(LinkRequest::rest);
}

void Link::rest_finish() {
  apply(LinkInput::finished);
}

void Link::rest_refused() {
  on_refusal();
}

void Link::rest_retry(Error error) {
  break_off(error, Origin::http, connection_.response().status);
}

}  // namespace uc8
