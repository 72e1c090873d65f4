// SPDX-License-Identifier: Apache-2.0
// What consumers and readers have in common: a place in a subscription, a prefetch queue, and a
// window to the WebSocket.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "broker/bound_peer.h"
#include "broker/message_log.h"
#include "broker/receive_window.h"
#include "broker/state.h"
#include "broker/timers.h"

namespace uc8::emulator {

class Subscription;

// One message on its way to a consumer.
struct Delivery {
  Position position = 0;
  MessagePtr message;
  int redelivery_count = 0;
};

struct ReceiverSetup {
  std::string name;
  int receiver_queue_size = 1000;
  int priority_level = 0;
  bool pull_mode = false;
};

// The queue is the one of the proxy's Java client: the broker may dispatch receiverQueueSize
// messages to it beyond those that the WebSocket's window let through; half of them consumed, the
// permits go back to the broker.
class Receiver : public BoundPeer {
 public:
  const std::string& name() const override { return setup_.name; }
  std::string subscription_name() const override;
  int priority_level() const { return setup_.priority_level; }

  // For the dispatcher.
  int64_t permits() const { return permits_; }
  void offer(Delivery delivery);
  // Dispatched to this session (sent or queued) and not acknowledged.
  std::vector<Position> held() const;
  bool was_sent(Position position) const { return sent_.count(position) != 0; }
  void forget(Position position) { sent_.erase(position); }
  void forget_below(Position end) { sent_.erase(sent_.begin(), sent_.lower_bound(end)); }
  // Drops the queue; its places become permits again.
  void forget_prefetched();
  // The proxy's client lost its broker and subscribed again: queue and permits are as at first, the
  // WebSocket's window is not.
  void resubscribe();
  std::vector<Position> sent_unacknowledged() const;

  void start() override;
  void on_writable() override { drain(); }
  ConsumerState state() const;

 protected:
  Receiver(BrokerCore& core, Subscription& subscription, PeerSink& sink, ReceiverSetup setup);
  ~Receiver() override = default;

  void leave_topic() override;
  // Sends what window, sink and throttle allow.
  void drain();
  virtual void on_sent(const Delivery&) {}
  virtual void on_left() {}

  // Null when the subscription was deleted under it (by its own unsubscribe), or the peer is
  // closed.
  Subscription* subscription_;
  ReceiverSetup setup_;
  ReceiveWindow window_;
  struct Sent {
    int64_t at_ms;
    int redelivery_count;
  };
  std::map<Position, Sent> sent_;  // on this session, and acknowledged by nobody
  uint64_t acknowledged_ = 0, negative_acknowledged_ = 0, permits_received_ = 0;

 private:
  bool throttled(size_t text_bytes);
  void send(const Delivery& delivery);
  void consumed();

  std::deque<Delivery> queue_;
  int64_t permits_;
  int64_t consumed_ = 0;  // since permits were last given back
  bool started_ = false;
  bool draining_ = false;
  uint64_t delivered_ = 0;
  int64_t connected_since_ms_;
  int64_t free_at_us_ = 0;  // dispatch throttle: nothing before
  Timer throttle_timer_;
};

// The JSON text of a delivery.
std::string delivery_text(const Delivery& delivery, const BrokerCore& core);

}  // namespace uc8::emulator
