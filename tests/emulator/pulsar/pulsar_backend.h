// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>

#include "pulsar/pulsar_peer.h"
#include "ws/stream_backend.h"

namespace uc8::gateway {

// The streams of a Pulsar: each WebSocket goes on to one there.
class PulsarBackend final : public StreamBackend, private PulsarPeer::Owner {
 public:
  // Whether a WebSocket on that stream is let through; a refusal of status 0 says yes.
  using Gate = std::function<void(const emulator::TopicKey& key,
                                  std::function<void(const emulator::Refusal& refusal)> verdict)>;

  PulsarBackend(uv_loop_t* loop, Random& random, const Faults& faults, const PulsarHome& home,
                Gate gate)
      : loop_(loop), random_(random), faults_(faults), home_(home), gate_(std::move(gate)) {}
  ~PulsarBackend();

  // Pulsar judges.
  std::optional<emulator::Refusal> check(const emulator::OpenRequest&) const override {
    return std::nullopt;
  }
  void open(const emulator::OpenRequest& request, emulator::PeerSink& sink, Answer answer) override;
  void disconnect(emulator::Peer* peer) override;
  void shut_down() override;

  // Every WebSocket on that stream.
  void close_topic(const emulator::TopicKey& key, int code, std::string_view reason);

 private:
  struct Entry {
    std::unique_ptr<PulsarPeer> peer;
    Answer answer;
  };

  void dial(PulsarPeer::Request request, emulator::PeerSink& sink, Answer answer);
  void on_admitted(PulsarPeer& peer) override;
  void on_refused(PulsarPeer& peer, const HttpResponse& page) override;
  void on_ended(PulsarPeer& peer) override;

  uv_loop_t* loop_;
  Random& random_;
  const Faults& faults_;
  const PulsarHome& home_;
  Gate gate_;
  std::unordered_map<emulator::Peer*, Entry> peers_;
};

}  // namespace uc8::gateway
