// SPDX-License-Identifier: Apache-2.0
// Exclusive and Failover: all messages go, in order, to the active consumer.
#pragma once

#include "broker/dispatcher.h"
#include "broker/timers.h"

namespace uc8::emulator {

// **A change of the active consumer rewinds to the first message that is not acknowledged**: at
// once on Exclusive, after the failover delay on Failover. During the delay nothing is read and
// redelivery is not honoured; a further change does not restart it.
class SingleActiveDispatcher final : public Dispatcher {
 public:
  SingleActiveDispatcher(Subscription& subscription, bool failover);

  void added(Receiver& consumer) override;
  void removed(Receiver& consumer, const std::vector<Position>& held) override;
  void redeliver(Receiver& consumer, const std::vector<Position>& positions) override;
  void pump() override;
  void reload() override;
  const Receiver* active() const override { return active_; }
  bool waiting() const override { return timer_.armed(); }

 private:
  void elect_active();
  void rewind();

  Subscription& subscription_;
  bool failover_;
  Receiver* active_ = nullptr;
  Timer timer_;
  Position next_ = 0;
  bool pumping_ = false;
};

}  // namespace uc8::emulator
