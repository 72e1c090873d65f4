// SPDX-License-Identifier: Apache-2.0
// A reader: a non-durable subscription of its own, acknowledged by being read.
#pragma once

#include <string_view>

#include "broker/receiver.h"

namespace uc8::emulator {

// Any text from its client opens a slot of its window, whatever it says.
class Reader final : public Receiver {
 public:
  Reader(BrokerCore& core, Subscription& subscription, PeerSink& sink, ReceiverSetup setup)
      : Receiver(core, subscription, sink, std::move(setup)) {}

  PeerKind kind() const override { return PeerKind::reader; }
  void on_text(std::string_view text) override;

 private:
  void on_sent(const Delivery& delivery) override;
};

}  // namespace uc8::emulator
