// SPDX-License-Identifier: Apache-2.0
#include "ws/web_socket.h"

#include <algorithm>
#include <utility>

#include "faults/faults.h"
#include "net/listener.h"

namespace uc8::gateway {
namespace {

constexpr uint64_t kCloseWaitMs = 2000;

}  // namespace

WebSocket::WebSocket(Connection& connection, std::unique_ptr<SocketUser> user)
    : connection_(connection),
      user_(std::move(user)),
      reader_(*this, kTextMax),
      idle_(connection.loop(), [this] { check_idle(); }),
      ping_(connection.loop(), [this] { ping_again(); }),
      end_(connection.loop(), [this] {
        if (aborting_) {
          connection_.cut(with_reset_);
        } else {
          connection_.finish();
        }
      }) {}

WebSocket::~WebSocket() = default;

void WebSocket::open() {
  check_idle();
  ping_again();
  user_->on_open(*this);
}

void WebSocket::send_text(std::string_view text) {
  if (close_sent_ || aborting_) return;
  const size_t part = static_cast<size_t>(connection_.listener().faults().fragment_bytes);
  if (part == 0 || text.size() <= part) {
    connection_.send(write_frame(Opcode::text, text));
    return;
  }
  Opcode opcode = Opcode::text;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, part);
    text.remove_prefix(piece.size());
    connection_.send(write_frame(opcode, piece, text.empty()));
    opcode = Opcode::continuation;
  }
}

void WebSocket::say_close(int code, std::string_view reason) {
  if (close_sent_ || aborting_) return;
  close_sent_ = true;
  idle_.stop();
  ping_.stop();
  connection_.send(write_frame(Opcode::close, write_close_payload(code, reason)));
}

void WebSocket::close(int code, std::string_view reason) {
  if (close_sent_ || aborting_) return;
  say_close(code, reason);
  end_.start(kCloseWaitMs);
}

void WebSocket::send_control(Opcode opcode, std::string_view payload) {
  if (!close_sent_ && !aborting_) connection_.send(write_frame(opcode, payload));
}

void WebSocket::abort(bool with_reset) {
  if (aborting_) return;
  aborting_ = true;
  with_reset_ = with_reset;
  reader_.stop();
  end_.start(0);
}

void WebSocket::on_end() {
  user_leaves();
  connection_.finish();
}

void WebSocket::on_drained() {
  if (!user_left_) user_->on_drained();
}

void WebSocket::on_gone() {
  idle_.stop();
  ping_.stop();
  end_.stop();
  user_leaves();
}

void WebSocket::on_text_message(const std::string& text) {
  if (!close_sent_ && !aborting_ && !user_left_) user_->on_text(text);
}

void WebSocket::on_ping(std::string_view payload) {
  if (close_sent_ || aborting_ || user_left_ || user_->on_ping(payload)) return;
  send_control(Opcode::pong, payload);
}

void WebSocket::on_pong(std::string_view payload) {
  if (!close_sent_ && !aborting_ && !user_left_) user_->on_pong(payload);
}

void WebSocket::on_close_frame(const CloseNote& note) {
  if (!user_left_) user_->on_close_frame(note);
  user_leaves();
  say_close(note.code, note.reason);
  end_.stop();
  connection_.finish();
}

void WebSocket::on_violation(int code, const std::string& reason) {
  user_leaves();
  say_close(code, reason);
  // Jetty reads no more of a message that is too large; the reset that follows may overtake the
  // Close frame.
  if (code == 1009) {
    connection_.cut(false);
  } else {
    connection_.finish();
  }
}

// Any byte that comes or leaves counts, as in Jetty.
void WebSocket::check_idle() {
  const uint64_t limit = static_cast<uint64_t>(connection_.listener().faults().idle_timeout_ms);
  const uint64_t idle = uv_now(connection_.loop()) - connection_.last_activity_ms();
  if (idle < limit) {
    // The limit may be lowered while we wait.
    idle_.start(std::min<uint64_t>(limit - idle, 1000));
    return;
  }
  user_leaves();
  // A half-open client would not see the Close frame either.
  if (silent()) return;
  const std::string ms = std::to_string(limit);
  close(1001,
        "java.util.concurrent.TimeoutException: Idle timeout expired: " + ms + "/" + ms + " ms");
}

void WebSocket::ping_again() {
  const uint64_t interval = static_cast<uint64_t>(connection_.listener().faults().ping_ms);
  if (interval > 0) connection_.send(write_frame(Opcode::ping, "PING"));
  // The interval may be set while we wait.
  ping_.start(interval > 0 ? interval : 1000);
}

void WebSocket::user_leaves() {
  if (user_left_) return;
  user_left_ = true;
  user_->on_closed();
}

}  // namespace uc8::gateway
