// SPDX-License-Identifier: Apache-2.0
#include "link/connection.h"

#include "base/assert.h"

namespace uc8 {

void Connection::reset() {
  in_.clear();
  out_.clear();
  ws_.end();
  text_ = nullptr;
  text_done_ = true;
  request_count_ = 0;
  mode_ = Mode::quiet;
}

void Connection::begin_request(RequestText& text, HttpBody* body) {
  UC8_ASSERT(mode_ == Mode::quiet);
  in_.clear_message();
  text_ = &text;
  text_offset_ = 0;
  text_done_ = false;
  body_ = body;
  if (request_count_ < 255) ++request_count_;
  exchange_.begin(*this);
  mode_ = Mode::http;
}

Error Connection::begin_websocket() {
  UC8_ASSERT(mode_ == Mode::quiet);
  in_.clear_message();
  mode_ = Mode::websocket;
  return ws_.begin();
}

Bytes Connection::transmit_pending() {
  while (!text_done_) {
    const MutableBytes space = out_.space();
    if (space.size == 0) break;
    WindowWriter writer(space, text_offset_);
    text_->write_request(writer);
    out_.produced(writer.written());
    text_offset_ += writer.written();
    text_done_ = text_offset_ == writer.total();
  }
  return out_.pending();
}

bool Connection::end_of_stream() {
  if (mode_ != Mode::http) return false;
  return exchange_.end_of_stream() == Error::ok;
}

// Keeps a prefix: the rest of the block must stay free, or nothing more could be read.
Error Connection::on_body(Bytes piece) {
  if (body_ != nullptr) return body_->on_body(piece);
  const size_t limit = in_.capacity() / 4 * 3;
  const size_t kept = in_.message().size;
  if (kept < limit) {
    if (piece.size > limit - kept) piece.size = limit - kept;
    in_.append(piece);
  }
  return Error::ok;
}

ConnectionEvent Connection::next_event() {
  if (mode_ == Mode::http) return next_http_event();
  if (mode_ == Mode::websocket) return next_ws_event();
  // Nobody asked for these bytes.
  return mode_ == Mode::quiet && in_.raw().size > 0 ? ConnectionEvent::malformed
                                                    : ConnectionEvent::none;
}

ConnectionEvent Connection::next_http_event() {
  while (exchange_.state() == HttpExchange::State::reading && in_.raw().size > 0) {
    // All is consumed before it is fed, because a body is moved down over what came before it.
    const Bytes raw = in_.raw();
    in_.consume(raw.size);
    const Result<size_t> eaten = exchange_.feed(raw);
    if (!eaten.ok()) break;
    in_.unconsume(raw.size - eaten.value());
  }
  switch (exchange_.state()) {
    case HttpExchange::State::complete:
      mode_ = Mode::quiet;
      return ConnectionEvent::response;
    case HttpExchange::State::failed:
      mode_ = Mode::ended;
      return ConnectionEvent::malformed;
    default:
      return ConnectionEvent::none;
  }
}

Error Connection::http_error() const {
  const bool failed = exchange_.state() == HttpExchange::State::failed;
  return failed ? exchange_.error() : Error::protocol_violation;
}

ConnectionEvent Connection::next_ws_event() {
  const WsEvent event = ws_.receive(in_);
  if (event == WsEvent::closed || event == WsEvent::violation) mode_ = Mode::ended;
  return static_cast<ConnectionEvent>(event);
}

}  // namespace uc8
