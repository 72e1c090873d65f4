// SPDX-License-Identifier: Apache-2.0
// A consumer: acknowledges, and may say when to send again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "broker/consumer_command.h"
#include "broker/message_id.h"
#include "broker/receiver.h"

namespace uc8::emulator {

struct DeadLetters {
  int redeliver_max = 0;  // 0: no such policy
  TopicKey topic;
};

struct ConsumerSetup : ReceiverSetup {
  int64_t ack_timeout_ms = 0;  // 0: none
  int64_t nack_delay_ms = 60000;
  DeadLetters dead_letters;
};

class Consumer final : public Receiver {
 public:
  Consumer(BrokerCore& core, Subscription& subscription, PeerSink& sink, ConsumerSetup setup);

  PeerKind kind() const override { return PeerKind::consumer; }
  void on_text(std::string_view text) override;

 private:
  void handle(const ConsumerCommand& command);
  void acknowledge(const ConsumerCommand& command);
  void negative_acknowledge(const ConsumerCommand& command);
  void permit(const ConsumerCommand& command);
  void unsubscribe();
  void tell_end_of_topic();
  // Where the message of that id is. Nothing: unknown; or the id is unreadable, and the peer is
  // closed.
  std::optional<Position> locate(const ConsumerCommand& command);

  void on_sent(const Delivery& delivery) override;
  void on_left() override;
  void arm_ack_timeout();
  void ack_timed_out();
  void arm_nacks();
  void nacks_due();
  void send_again(std::vector<Position> positions);
  bool buried(Position position);

  ConsumerSetup more_;
  std::map<Position, int64_t> nacks_;  // to when they are due
  Timer nack_timer_;
  Timer ack_timer_;
};

}  // namespace uc8::emulator
