// SPDX-License-Identifier: Apache-2.0
// A producer: stores what its client sends, and answers each message.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "broker/bound_peer.h"
#include "broker/message_log.h"
#include "broker/state.h"
#include "broker/timers.h"

namespace uc8::emulator {

struct ProducerMessage;

struct ProducerSetup {
  std::string name;
  std::optional<int64_t> initial_sequence_id;  // of the last message published already
  int64_t send_timeout_ms = 30000;             // 0: none
  int max_pending_messages = 1000;             // 0: no limit
};

// Messages are stored when they come. Their answers leave in the same order, at once or after the
// confirmation delay; a refusal does not wait for them.
class Producer final : public BoundPeer {
 public:
  Producer(BrokerCore& core, Topic& topic, PeerSink& sink, ProducerSetup setup);
  ~Producer() override = default;

  PeerKind kind() const override { return PeerKind::producer; }
  const std::string& name() const override { return setup_.name; }
  void start() override {}
  void on_text(std::string_view text) override;
  void on_writable() override {}
  ProducerState state() const;

 private:
  struct Confirmation {
    int64_t due_ms;
    bool ok;
    std::string text;
  };

  void leave_topic() override;
  void publish(ProducerMessage& request);
  // Why it cannot be stored now, as a send-error:8; nothing: it can.
  std::optional<std::string> obstacle(const ProducerMessage& request);
  MessageId store(ProducerMessage& request);
  void refuse(int code, const std::optional<std::string>& error,
              const std::optional<std::string>& context);
  void confirm(const MessageId& id, const std::optional<std::string>& context);
  void send_due();
  void send(const Confirmation& confirmation);

  ProducerSetup setup_;
  ProducerState counts_;
  int64_t last_sequence_id_;  // given to a message of this session, or where its numbers start
  std::deque<Confirmation> pending_;
  Timer confirm_timer_;
};

}  // namespace uc8::emulator
