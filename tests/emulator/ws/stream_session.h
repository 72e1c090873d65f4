// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "faults/faults.h"
#include "net/timer.h"
#include "net/tls_server.h"
#include "ws/session_list.h"
#include "ws/stream_backend.h"
#include "ws/web_socket.h"

namespace uc8::gateway {

// What a session belongs to; empty where the URL does not say it.
struct SessionLabel {
  emulator::PeerKind kind = emulator::PeerKind::producer;
  std::string stream;
  std::string subscription;
  std::string name;
};

// The text messages of one WebSocket, between the socket and the stream's back end, with the faults
// that befall messages.
class StreamSession : public SocketUser, public emulator::PeerSink {
 public:
  struct Surroundings {
    uv_loop_t* loop;
    StreamBackend& backend;
    SessionList& sessions;
    Faults& faults;
    Random& random;
  };

  StreamSession(const Surroundings& surroundings, SessionLabel label);
  ~StreamSession() override;

  // The back end let it in; disconnect() is this object's duty from now on.
  void joined(emulator::Peer* peer) { peer_ = peer; }

  const SessionLabel& label() const { return label_; }
  bool selected(const Faults& faults) const;
  void update_silent(const Faults& faults);
  // From outside, not by the back end: it leaves its stream at once. A Close frame of this code (0:
  // none), or RST.
  void end(int code, std::string_view reason);
  void drop();
  // The same at the end of the program, when nobody else shall get what this one leaves: the back
  // end is not told, and must be asked nothing any more.
  void abandon(int code, std::string_view reason);

  // SocketUser
  void on_open(WebSocket& socket) override;
  void on_text(const std::string& text) override;
  void on_drained() override;
  bool on_ping(std::string_view payload) override;
  void on_pong(std::string_view payload) override;
  void on_close_frame(const CloseNote& note) override;
  void on_closed() override;

  // PeerSink
  void send_text(std::string_view text) override;
  void close(int code, std::string_view reason) override;
  void abort() override;
  bool writable() const override;
  void send_ping(std::string_view payload) override;
  void send_pong(std::string_view payload) override;
  void hold_input(bool held) override;

 private:
  bool strikes(Countdown* fault);
  void spoil_opening();
  bool refuse_send(const std::string& text);
  void answer_error(const std::string& text, int64_t code, const char* words);
  bool is_swallowed_ack(const std::string& text);
  void send_confirmation(std::string_view text);
  void send_delivery(std::string_view text);
  void release_held();

  Surroundings around_;
  SessionLabel label_;
  emulator::Peer* peer_ = nullptr;
  WebSocket* socket_ = nullptr;
  std::string held_;  // a confirmation that waits for the next one to overtake it
  Timer held_timer_;
  Timer close_timer_;
  bool was_silenced_ = false;
  bool aborted_early_ = false;
};

}  // namespace uc8::gateway
