// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "http/http_client.h"
#include "http/response.h"
#include "net/outbound.h"
#include "net/timer.h"
#include "net/tls_server.h"
#include "ws/message_reader.h"

namespace uc8::gateway {

// Our end of a WebSocket to another server. It may be destroyed inside the calls of its user.
class SocketClient final : private Outbound::User, private MessageReader::Receiver {
 public:
  // A larger message ends the connection.
  static constexpr size_t kTextMax = 64 * 1024 * 1024;

  class User {
   public:
    // The 101 has come. Nothing more is read until resume_reading().
    virtual void on_far_open() = 0;
    // No 101: the other's own answer, or a 502 or 504 of ours. The last call.
    virtual void on_far_refusal(const HttpResponse& page) = 0;
    virtual void on_far_text(const std::string& text) = 0;
    virtual void on_far_ping(std::string_view payload) = 0;
    virtual void on_far_pong(std::string_view payload) = 0;
    // It closes; the echo is on its way.
    virtual void on_far_close(int code, std::string_view reason) = 0;
    // No longer congested.
    virtual void on_far_drained() = 0;
    // The connection is over. The last call.
    virtual void on_far_end() = 0;

   protected:
    ~User() = default;
  };

  SocketClient(uv_loop_t* loop, Random& random, User& user);

  // `headers`: whole lines.
  void open(const Origin& origin, const std::string& target, const std::string& headers);

  void send(Opcode opcode, std::string_view payload);
  // More was sent than leaves: wait for on_far_drained().
  bool congested() const { return outbound_.congested(); }
  void pause_reading() { outbound_.pause_reading(); }
  void resume_reading();
  // A Close frame, then FIN. What comes is dropped; on_far_end follows soon.
  void close(int code, std::string_view reason);
  // FIN alone.
  void finish();

 private:
  void on_connected() override {}
  void on_bytes(std::string_view bytes) override;
  void on_drained() override;
  void on_gone(const std::string& why) override;

  void on_text_message(const std::string& text) override { user_.on_far_text(text); }
  void on_ping(std::string_view payload) override { user_.on_far_ping(payload); }
  void on_pong(std::string_view payload) override { user_.on_far_pong(payload); }
  void on_close_frame(const CloseNote& note) override;
  void on_violation(int code, const std::string& reason) override;

  void read_answer(std::string_view bytes);
  void refuse(int status, const std::string& words);
  void run_out();

  Random& random_;
  User& user_;
  std::string authority_;
  std::string accept_;  // what the other's Sec-WebSocket-Accept must be
  Outbound outbound_;
  Timer patience_;
  ResponseParser answer_;
  MessageReader reader_;
  std::string early_;  // behind the 101
  bool open_ = false;
  bool leaving_ = false;
};

}  // namespace uc8::gateway
