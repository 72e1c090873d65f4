// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gdn/stream_catalogue.h"
#include "net/timer.h"
#include "ws/stream_backend.h"

namespace uc8::gateway {

// One message from REST, by a producer that lives as long as it takes: the Pulsars of the GDN take
// none over their own REST. It destroys itself.
class Publishing final : public emulator::PeerSink {
 public:
  static void start(uv_loop_t* loop, StreamBackend& backend, const emulator::TopicKey& key,
                    std::string payload, StreamCatalogue::Done done);

 private:
  Publishing(uv_loop_t* loop, StreamBackend& backend, std::string payload,
             StreamCatalogue::Done done);

  void open(const emulator::TopicKey& key);
  void answered(const StreamBackend::Admission& admission);
  void end(const emulator::AdminStatus& status);

  void send_text(std::string_view text) override;
  void close(int, std::string_view) override { abort(); }
  void abort() override;
  bool writable() const override { return true; }

  StreamBackend& backend_;
  std::string payload_;
  StreamCatalogue::Done done_;
  emulator::Peer* peer_ = nullptr;
  Timer leaving_;  // not from inside the peer's call
  emulator::AdminStatus status_;
  bool ended_ = false;
};

}  // namespace uc8::gateway
