// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "broker/peer.h"
#include "broker/topic_key.h"
#include "pulsar/late_confirmations.h"
#include "pulsar/pulsar_home.h"
#include "ws/socket_client.h"

namespace uc8::gateway {

// One WebSocket to Pulsar for one of a client. Messages, pings, pongs and Close frames go both
// ways, and who is slow stops the other.
class PulsarPeer final : public emulator::Peer, private SocketClient::User {
 public:
  // It may destroy the peer inside on_refused and on_ended.
  class Owner {
   public:
    virtual void on_admitted(PulsarPeer& peer) = 0;
    virtual void on_refused(PulsarPeer& peer, const HttpResponse& page) = 0;
    // Both ends have gone.
    virtual void on_ended(PulsarPeer& peer) = 0;

   protected:
    ~Owner() = default;
  };

  struct Request {
    emulator::PeerKind kind;
    emulator::TopicKey topic;
    std::string target;  // path and query, as Pulsar is to see them
    std::string accept;
  };

  PulsarPeer(uv_loop_t* loop, Random& random, const Faults& faults, Request request,
             emulator::PeerSink& sink, Owner& owner);

  void dial(const PulsarHome& home);
  // The client's end has gone: so goes this one, with the client's Close frame if there was one.
  void leave();
  // Both ends get this Close frame.
  void close_both(int code, std::string_view reason);
  // Pulsar gets it, and the client's end is not called any more.
  void abandon(int code);

  const emulator::TopicKey& topic() const { return request_.topic; }

  // emulator::Peer
  emulator::PeerKind kind() const override { return request_.kind; }
  void start() override { far_.resume_reading(); }
  void on_text(std::string_view text) override { send(Opcode::text, text); }
  void on_writable() override { balance(); }
  bool on_ping(std::string_view payload) override;
  void on_pong(std::string_view payload) override { send(Opcode::pong, payload); }
  void on_close(int code, std::string_view reason) override;

 private:
  void on_far_open() override { owner_.on_admitted(*this); }
  void on_far_refusal(const HttpResponse& page) override { owner_.on_refused(*this, page); }
  void on_far_text(const std::string& text) override;
  void on_far_ping(std::string_view payload) override;
  void on_far_pong(std::string_view payload) override;
  void on_far_close(int code, std::string_view reason) override;
  void on_far_drained() override;
  void on_far_end() override;

  void send(Opcode opcode, std::string_view payload);
  void say_late();
  // Reads from Pulsar while the client reads from us.
  void balance();

  Request request_;
  emulator::PeerSink* sink_;  // null: the client's end has gone, or wants no more
  Owner& owner_;
  SocketClient far_;
  LateConfirmations late_;
  bool client_left_ = false;
  bool far_ended_ = false;
  bool holding_client_ = false;
};

}  // namespace uc8::gateway
