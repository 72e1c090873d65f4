// SPDX-License-Identifier: Apache-2.0
#include "sim/server_connection.h"

#include <algorithm>

#include "sim/server.h"
#include "sim/ws_frames.h"

namespace uc8::sim {

ServerConnection::ServerConnection(Stage& stage, Server& server, std::shared_ptr<Wire> wire)
    : stage_(stage), server_(server), wire_(std::move(wire)) {
  wire_->attach(Wire::server, this);
  last_activity_ = stage_.clock.now();
  watch_idle();
}

void ServerConnection::on_wire() {
  if (is_over_) return;
  if (wire_->broken(Wire::server)) {
    end();
    return;
  }
  if (has_stalled()) return;
  take_input();
  if (is_over_) return;
  flush();
  if (!is_over_ && wire_->ended(Wire::server)) end();
}

bool ServerConnection::has_stalled() {
  if (stage_.strikes(stage_.scenario.faults.stall, stage_.server_dice) &&
      stage_.server_dice.chance(10) && stalled_until_ == 0) {
    stalled_until_ = stage_.clock.now() + stage_.server_dice.between(100, 12'000);
    stage_.clock.at(stalled_until_, [this] { on_wire(); });
  }
  return stage_.clock.now() < stalled_until_;
}

void ServerConnection::take_input() {
  char piece[2048];
  while (const size_t got = wire_->read(Wire::server, piece, sizeof piece)) {
    in_.append(piece, got);
    last_activity_ = stage_.clock.now();
  }
  if (is_websocket_) {
    take_frames();
  } else {
    take_requests();
  }
}

// One at a time: the clients do not pipeline.
void ServerConnection::take_requests() {
  if (is_answering_) return;
  Request request;
  const RequestStatus status = take_request(&in_, &request);
  if (status == RequestStatus::incomplete) return;
  if (status == RequestStatus::broken || !in_.empty()) {
    stage_.findings.violated("wire", "process %d: not a request, or more than one", process());
    return;
  }
  stage_.findings.trace("server: connection %d: %s %s", number(), request.method.c_str(),
                        request.path.back().c_str());
  const Faults& faults = stage_.scenario.faults;
  if (stage_.strikes(faults.http_hang_up, stage_.server_dice) && stage_.server_dice.coin()) {
    end();
    return;
  }
  answer_later(server_.answer(*this, request));
}

void ServerConnection::answer_later(const std::string& text) {
  Dice& dice = stage_.server_dice;
  is_answering_ = true;
  Millis delay = dice.below(30);
  if (stage_.strikes(stage_.scenario.faults.http_slow, dice)) {
    if (dice.chance(15)) return;  // Never.
    delay = dice.below(40'000);
  }
  stage_.clock.after(delay, [this, text] {
    if (!is_over_) send_answer(text);
  });
}

void ServerConnection::send_answer(const std::string& text) {
  is_answering_ = false;
  last_activity_ = stage_.clock.now();
  stage_.findings.trace("server: connection %d: %s", number(), text.substr(9, 3).c_str());
  if (session_) {
    send(text);
    begin_websocket();
    return;
  }
  Dice& dice = stage_.server_dice;
  std::string answer = text;
  if (stage_.strikes(stage_.scenario.faults.http_hang_up, dice)) {
    ends_when_flushed_ = true;
    const bool announced = dice.coin();  // A server may also end a connection without a word.
    if (announced) answer.insert(answer.find("\r\n") + 2, "Connection: close\r\n");
  }
  send(answer);
}

void ServerConnection::begin_websocket() {
  is_websocket_ = true;
  // Only from here on may frames follow; the broker may have something already.
  const std::string waiting = std::move(waiting_);
  waiting_.clear();
  send(waiting);
  plan_trouble();
  if (stage_.scenario.sends_pings) ping();
}

void ServerConnection::plan_trouble() {
  Dice& dice = stage_.server_dice;
  const Faults& faults = stage_.scenario.faults;
  if (!stage_.strikes(faults.ws_close, dice)) return;
  const Millis at = stage_.clock.now() + dice.below(dice.coin() ? 500 : 20'000);
  if (at >= stage_.scenario.faults_end) return;
  static constexpr int kCodes[] = {0, 1000, 1001, 1006, 1011, 1012, 1013};
  int code = kCodes[dice.below(7)];
  if (stage_.strikes(faults.http_unauthorized, dice)) code = 1008;
  stage_.clock.at(at, [this, code] {
    if (is_over_ || is_closing_) return;
    if (code == 1008) stage_.books.refused(process(), 401);
    close_with(code, "trouble");
  });
}

// 1006 stands for an end without a Close frame.
void ServerConnection::close_with(int code, const std::string& reason) {
  stage_.findings.trace("server: closes session %d with %d", number(), code);
  end_session();
  is_closing_ = true;
  std::string payload;
  if (code != 0) {
    payload += static_cast<char>(code >> 8);
    payload += static_cast<char>(code & 0xff);
    payload += reason;
  }
  if (code != 1006) send(encode_frame(kClose, payload));
  if (code == 1006 || stage_.server_dice.chance(20)) {
    ends_when_flushed_ = true;
    flush();
    return;
  }
  stage_.clock.after(3'000, [this] { end(); });
}

void ServerConnection::take_frames() {
  ClientFrame frame;
  while (!is_over_) {
    const FrameStatus status = take_frame(&in_, &frame);
    if (status == FrameStatus::incomplete) return;
    if (status == FrameStatus::broken) {
      stage_.findings.violated("wire", "session %d: a broken frame", number());
      return;
    }
    on_frame(frame);
  }
}

void ServerConnection::on_frame(const ClientFrame& frame) {
  FlatObject text;
  switch (frame.opcode) {
    case kText:
      if (!parse_object(frame.payload, &text)) {
        stage_.findings.violated("wire", "session %d: %.80s", number(), frame.payload.c_str());
      } else if (!is_session_over_) {
        session_->on_text(text);
      }
      break;
    case kPing:
      if (!is_closing_) send(encode_frame(kPong, frame.payload));
      break;
    case kPong:
      if (frame.payload != "are you there") {
        stage_.findings.violated("wire", "session %d: a pong for no ping", number());
      }
      break;
    case kClose:
      if (!is_closing_) {
        stage_.findings.trace("server: session %d is closed by the client", number());
        session_->on_close_frame();
        end_session();
        send(encode_frame(kClose, frame.payload));
      }
      is_closing_ = ends_when_flushed_ = true;
      break;
    default:
      stage_.findings.violated("wire", "session %d: opcode %d", number(), frame.opcode);
      break;
  }
}

void ServerConnection::send_text(const std::string& text) {
  if (is_over_ || is_closing_) return;
  std::string frames;
  const bool fragments = stage_.scenario.fragments && stage_.server_dice.chance(30);
  if (fragments) {
    const size_t first = stage_.server_dice.below(text.size() + 1);
    frames = encode_frame(kText, text.substr(0, first), false);
    if (stage_.server_dice.coin()) frames += encode_frame(kPing, "are you there");
    frames += encode_frame(kContinuation, text.substr(first));
  } else {
    frames = encode_frame(kText, text);
  }
  if (is_websocket_) {
    send(frames);
    flush();
  } else {
    waiting_ += frames;
  }
}

// Each of them restarts the idle timer, even if nobody is there to read it (as with a real Pulsar):
// a dead connection would live for ever.
void ServerConnection::ping() {
  if (is_over_ || is_closing_ || stage_.clock.now() > stage_.scenario.faults_end) return;
  send(encode_frame(kPing, "are you there"));
  stage_.clock.after(3'000 + stage_.server_dice.below(20'000), [this] { ping(); });
}

void ServerConnection::send(const std::string& bytes) {
  out_ += bytes;
  flush();
}

void ServerConnection::flush() {
  while (!out_.empty() && !is_over_) {
    const size_t taken = wire_->write(Wire::server, out_.data(), out_.size());
    if (taken == 0) return;
    out_.erase(0, taken);
    last_activity_ = stage_.clock.now();
  }
  if (ends_when_flushed_) end();
}

void ServerConnection::watch_idle() {
  const Millis due = last_activity_ + stage_.scenario.idle_timeout_ms;
  stage_.clock.at(due, [this] {
    if (is_over_) return;
    if (stage_.clock.now() < last_activity_ + stage_.scenario.idle_timeout_ms) {
      watch_idle();
      return;
    }
    stage_.findings.trace("server: connection %d is idle", number());
    end();
  });
}

void ServerConnection::end_session() {
  if (session_ && !is_session_over_) session_->on_end(false);
  is_session_over_ = true;
}

void ServerConnection::end() {
  if (is_over_) return;
  is_over_ = true;
  end_session();
  wire_->attach(Wire::server, nullptr);
  wire_->finish(Wire::server);
}

void ServerConnection::crash() {
  if (is_over_) return;
  is_over_ = true;
  if (session_ && !is_session_over_) session_->on_end(true);
  is_session_over_ = true;
  wire_->attach(Wire::server, nullptr);
  wire_->abort(Wire::server);
}

}  // namespace uc8::sim
