// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/connection.h"
#include "net/timer.h"
#include "ws/message_reader.h"

namespace uc8::gateway {

class WebSocket;

// What a WebSocket carries: a stream's producer, consumer or reader.
class SocketUser {
 public:
  virtual ~SocketUser() = default;

  // The 101 is on its way.
  virtual void on_open(WebSocket& socket) = 0;
  virtual void on_text(const std::string& text) = 0;
  virtual void on_drained() = 0;
  // False: the socket answers this ping.
  virtual bool on_ping(std::string_view payload) = 0;
  virtual void on_pong(std::string_view payload) = 0;
  // The client closes; on_closed follows.
  virtual void on_close_frame(const CloseNote& note) = 0;
  // The WebSocket closes or is lost. The last call; the socket may not be used any more.
  virtual void on_closed() = 0;
};

// The server's end of one WebSocket (RFC 6455) on an upgraded connection.
class WebSocket : public Peer, private MessageReader::Receiver {
 public:
  static constexpr size_t kTextMax = 1048576;

  WebSocket(Connection& connection, std::unique_ptr<SocketUser> user);
  ~WebSocket() override;

  // Right after the 101 was sent.
  void open();

  void send_text(std::string_view text);
  void send_control(Opcode opcode, std::string_view payload);
  // Bytes as they are: for faults.
  void send_raw(std::string_view bytes) { connection_.send(bytes); }
  // A Close frame (code 0: without a code), then the end. The user hears on_closed later, not from
  // inside this call.
  void close(int code, std::string_view reason);
  // Ends the TCP connection without a Close frame, soon; not from inside this call. `with_reset`:
  // by RST, and what is queued is lost.
  void abort(bool with_reset);
  void go_silent() { connection_.go_silent(); }
  bool silent() const { return connection_.silent(); }
  bool writable() const { return connection_.queued() <= Connection::kQueueBound; }
  Connection& connection() { return connection_; }

  void on_bytes(std::string_view bytes) override { reader_.take(bytes); }
  void on_end() override;
  void on_drained() override;
  void on_gone() override;

 private:
  void on_text_message(const std::string& text) override;
  void on_ping(std::string_view payload) override;
  void on_pong(std::string_view payload) override;
  void on_close_frame(const CloseNote& note) override;
  void on_violation(int code, const std::string& reason) override;

  void check_idle();
  void ping_again();
  void say_close(int code, std::string_view reason);
  void user_leaves();

  Connection& connection_;
  std::unique_ptr<SocketUser> user_;
  MessageReader reader_;
  Timer idle_;
  Timer ping_;
  Timer end_;  // the wait for the client's Close frame, or an abort's next turn
  bool close_sent_ = false;
  bool aborting_ = false;
  bool with_reset_ = false;
  bool user_left_ = false;
};

}  // namespace uc8::gateway
