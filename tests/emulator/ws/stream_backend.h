// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "broker/broker.h"
#include "http/response.h"

namespace uc8::gateway {

// Where the streams live behind the WebSockets: the emulator's own broker, or a Pulsar that the
// sessions are passed through to.
class StreamBackend {
 public:
  struct Admission {
    emulator::Opened opened;
    // A refusal that comes with its own page.
    std::optional<HttpResponse> page;
  };
  using Answer = std::function<void(const Admission& admission)>;

  // Path and parameters alone, as far as they can be judged here.
  virtual std::optional<emulator::Refusal> check(const emulator::OpenRequest& request) const = 0;
  // Calls `answer` once, now or later; `sink` stays until then, and until disconnect() where a peer
  // was opened.
  virtual void open(const emulator::OpenRequest& request, emulator::PeerSink& sink,
                    Answer answer) = 0;
  virtual void disconnect(emulator::Peer* peer) = 0;
  // The end of the program: no sink is called any more.
  virtual void shut_down() {}

 protected:
  ~StreamBackend() = default;
};

// The emulator's own broker.
class BrokerBackend final : public StreamBackend {
 public:
  explicit BrokerBackend(emulator::Broker& broker) : broker_(broker) {}

  std::optional<emulator::Refusal> check(const emulator::OpenRequest& request) const override {
    return broker_.check(request);
  }
  void open(const emulator::OpenRequest& request, emulator::PeerSink& sink,
            Answer answer) override {
    answer({broker_.open(request, sink), std::nullopt});
  }
  void disconnect(emulator::Peer* peer) override { broker_.disconnect(peer); }

 private:
  emulator::Broker& broker_;
};

}  // namespace uc8::gateway
