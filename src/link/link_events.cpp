// SPDX-License-Identifier: Apache-2.0
//
// What the bytes of a connection mean for the life of its link.
#include "base/assert.h"
#include "link/link.h"
#include "link/verdict.h"

namespace uc8 {

namespace {

uint32_t epoch_of(Bytes payload) {
  if (payload.size != 4) return 0;
  uint32_t epoch = 0;
  for (size_t i = 0; i < 4; ++i) epoch = epoch << 8 | payload.data[i];
  return epoch;
}

}  // namespace

LinkEvent Link::next_event(Millis now) {
  for (;;) {
    if (notice_.kind != LinkEventKind::none) {
      const LinkEvent event = notice_;
      notice_ = {};
      return event;
    }
    if (!carries_bytes()) return {};
    const ConnectionEvent event = connection_.next_event();
    switch (event) {
      case ConnectionEvent::none:
        return {};
      case ConnectionEvent::response:
        on_response(now);
        if (request_ == LinkRequest::rest && state_ == LinkState::requesting &&
            notice_.kind == LinkEventKind::none) {
          return {LinkEventKind::response, {}, 0};
        }
        break;
      case ConnectionEvent::malformed:
        fail_with({Error::protocol_violation, Origin::http, 0}, now);
        break;
      default: {
        const LinkEvent told = websocket_event(event, now);
        if (told.kind != LinkEventKind::none) return told;
      }
    }
  }
}

LinkEvent Link::websocket_event(ConnectionEvent event, Millis now) {
  switch (event) {
    case ConnectionEvent::message:
      return {LinkEventKind::message, {}, 0};
    case ConnectionEvent::oversized:
      return {LinkEventKind::oversized, {}, 0};
    case ConnectionEvent::pong:
      return {LinkEventKind::pong, {}, epoch_of(connection_.ws().pong_payload())};
    case ConnectionEvent::closed:
      on_close_frame(now);
      break;
    default:
      on_violation(now);
      break;
  }
  return {};
}

void Link::on_close_frame(Millis now) {
  const uint16_t code = connection_.ws().close_code();
  if (state_ == LinkState::closing) {
    apply(LinkInput::echoed, now);
    return;
  }
  set_last_words(connection_.ws().close_reason());
  connection_.ws().request_close(code);  // The echo goes out with what is flushed at the end.
  connection_.ws().send_control(connection_.out());
  fail_with({error_of_close(code), Origin::websocket, code}, now);
}

void Link::on_violation(Millis now) {
  const uint16_t code = connection_.ws().close_code();
  connection_.ws().request_close(code);
  connection_.ws().send_control(connection_.out());
  fail_with({Error::protocol_violation, Origin::websocket, code}, now);
}

void Link::on_response(Millis now) {
  phase_deadline_ = kNever;
  const HttpResponse& response = connection_.response();
  if (request_ == LinkRequest::upgrade) {
    if (response.status != 101) {
      on_refusal(now);
    } else if (is_accepted(key_, response)) {
      apply(LinkInput::upgrade_accepted, now);
    } else {
      fail_with({Error::protocol_violation, Origin::http, 101}, now);
    }
    return;
  }
  if (request_ == LinkRequest::rest) return;  // The client layer judges.
  const bool exists = request_ == LinkRequest::create && response.status == 409;
  if ((response.status >= 200 && response.status < 300) || exists) {
    on_success(now);
  } else {
    on_refusal(now);
  }
}

void Link::on_success(Millis now) {
  if (request_ == LinkRequest::create) {
    created_ = true;
    created_at_ = now;
    advance(first_request(), now);
  } else {
    take_password(now);
  }
}

void Link::take_password(Millis now) {
  if (read_one_time_password(connection_.body(), password_) != Error::ok) {
    fail_with({Error::protocol_violation, Origin::http, connection_.response().status}, now);
    return;
  }
  advance(LinkRequest::upgrade, now);
}

void Link::advance(LinkRequest next, Millis now) {
  request_ = next;
  apply(connection_.response().keep_alive ? LinkInput::answered : LinkInput::answered_last, now);
}

void Link::on_refusal(Millis now) {
  const HttpResponse& response = connection_.response();
  Error error = error_of_status(response.status);
  if (error == Error::redirected) {
    set_last_words({reinterpret_cast<const uint8_t*>(response.location), response.location_size});
  } else if (connection_.body().size > 0) {
    set_last_words(error_words(connection_.body()));
  }
  const bool young = created_at_ != kNever && now - created_at_ < kAppearMs;
  if (error == Error::not_found && request_ == LinkRequest::upgrade && young) {
    error = Error::not_yet;
  }
  if (error == Error::rejected && request_ == LinkRequest::upgrade && user_.can_ask_differently()) {
    error = Error::server_busy;  // Time does not cure it, but the next attempt asks differently.
  }
  not_before_ms_ = Millis{response.retry_after_s} * 1000;
  fail_with({error, Origin::http, response.status}, now);
}

void Link::rest_next(Millis now) {
  UC8_ASSERT(request_ == LinkRequest::rest && state_ == LinkState::requesting);
  advance(LinkRequest::rest, now);
}

void Link::rest_finish(Millis now) {
  apply(LinkInput::finished, now);
}

void Link::rest_refused(Millis now) {
  on_refusal(now);
}

void Link::rest_retry(Error error, Millis now) {
  fail_with({error, Origin::http, connection_.response().status}, now);
}

}  // namespace uc8
