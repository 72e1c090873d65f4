// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "sim/http_text.h"
#include "sim/session.h"
#include "sim/wire.h"

namespace uc8::sim {

class Server;

/// One connection at the server: requests, and then a WebSocket; its idle timer; its end.
class ServerConnection final : public Outlet, private WireEnd {
 public:
  ServerConnection(Stage& stage, Server& server, std::shared_ptr<Wire> wire);

  int process() const { return wire_->process(); }
  int number() const { return wire_->number(); }
  /// The request under way is an upgrade that succeeds: what follows its answer is a WebSocket.
  void begin_session(std::unique_ptr<Session> session) { session_ = std::move(session); }
  void send_text(const std::string& text) override;
  /// See Session; true if nobody is there.
  bool is_settled() const {
    return !session_ || is_session_over_ || !wire_->is_whole() || session_->is_settled();
  }
  /// The server dies, and this with it.
  void crash();

 private:
  void on_wire() override;
  void take_input();
  void take_requests();
  void answer_later(const std::string& text);
  void send_answer(const std::string& text);
  void take_frames();
  void on_frame(const struct ClientFrame& frame);
  void begin_websocket();
  void plan_trouble();
  void close_with(int code, const std::string& reason);
  void end_session();
  void end();
  void send(const std::string& bytes);
  void flush();
  void watch_idle();
  void ping();
  bool has_stalled();

  Stage& stage_;
  Server& server_;
  std::shared_ptr<Wire> wire_;
  std::unique_ptr<Session> session_;
  std::string in_;
  std::string out_;
  std::string waiting_;  ///< Frames that must not overtake the answer to the upgrade.
  Millis last_activity_ = 0;
  Millis stalled_until_ = 0;
  bool is_answering_ = false;
  bool is_websocket_ = false;
  bool is_closing_ = false;  ///< Our Close frame is out.
  bool ends_when_flushed_ = false;
  bool is_session_over_ = false;
  bool is_over_ = false;
};

}  // namespace uc8::sim
