// SPDX-License-Identifier: Apache-2.0
#include "broker/receiver.h"

#include <algorithm>

#include "broker/base64.h"
#include "broker/broker_core.h"
#include "broker/iso_time.h"
#include "broker/json_writer.h"

namespace uc8::emulator {

std::string delivery_text(const Delivery& delivery, const BrokerCore& core) {
  const Message& message = *delivery.message;
  JsonWriter json;
  json.begin_object();
  json.member("messageId", encode_message_id(message.id, core.options.message_id_form));
  json.member("payload", base64_encode(message.payload));
  json.key("properties").begin_object();
  for (const auto& [name, value] : message.properties) json.member(name, value);
  json.end_object();
  json.member("publishTime", format_iso_time(message.publish_time_ms));
  json.member("redeliveryCount", delivery.redelivery_count);
  if (message.event_time_ms) json.member("eventTime", format_iso_time(*message.event_time_ms));
  if (message.key) json.member("key", *message.key);
  json.end_object();
  return json.take();
}

Receiver::Receiver(BrokerCore& core, Subscription& subscription, PeerSink& sink,
                   ReceiverSetup setup)
    : BoundPeer(core, subscription.topic(), sink),
      subscription_(&subscription),
      setup_(std::move(setup)),
      window_(setup_.pull_mode ? ReceiveWindow::pull()
                               : ReceiveWindow::push(setup_.receiver_queue_size)),
      permits_(setup_.receiver_queue_size),
      connected_since_ms_(core.now_ms()),
      throttle_timer_(core.timers) {}

std::string Receiver::subscription_name() const {
  return subscription_ == nullptr ? std::string() : subscription_->name();
}

void Receiver::start() {
  if (closed_ || started_) return;
  started_ = true;
  window_.started();
  drain();
}

void Receiver::leave_topic() {
  throttle_timer_.disarm();
  on_left();
  Subscription* subscription = subscription_;
  subscription_ = nullptr;
  if (subscription != nullptr) subscription->remove(*this);
  queue_.clear();
}

void Receiver::offer(Delivery delivery) {
  --permits_;
  queue_.push_back(std::move(delivery));
  drain();
}

std::vector<Position> Receiver::held() const {
  std::vector<Position> positions = sent_unacknowledged();
  for (const Delivery& delivery : queue_) positions.push_back(delivery.position);
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

std::vector<Position> Receiver::sent_unacknowledged() const {
  std::vector<Position> positions;
  for (const auto& [position, sent] : sent_) positions.push_back(position);
  return positions;
}

void Receiver::forget_prefetched() {
  consumed_ += static_cast<int64_t>(queue_.size());
  queue_.clear();
  permits_ += consumed_;
  consumed_ = 0;
}

void Receiver::resubscribe() {
  queue_.clear();
  consumed_ = 0;
  permits_ = setup_.receiver_queue_size;
}

void Receiver::drain() {
  if (draining_ || closed_ || !started_) return;
  draining_ = true;
  while (window_.wants() && sink_.writable() && !throttle_timer_.armed()) {
    if (queue_.empty() && setup_.receiver_queue_size == 0 && permits_ == 0 && subscription_) {
      permits_ = 1;  // a client without a queue asks for each message as it wants one
      subscription_->pump();
    }
    if (queue_.empty()) break;
    const std::string text = delivery_text(queue_.front(), core_);
    if (throttled(text.size())) break;
    const Delivery delivery = std::move(queue_.front());
    queue_.pop_front();
    send(delivery);
    sink_.send_text(text);
    window_.delivered();
    consumed();
  }
  draining_ = false;
}

// The text may go when the one before has been paid for at the throttle's rate.
bool Receiver::throttled(size_t text_bytes) {
  const int64_t rate = core_.faults.dispatch_bytes_per_s;
  if (rate <= 0) return false;
  const int64_t now_us = core_.now_ms() * 1000;
  if (free_at_us_ > now_us) {
    throttle_timer_.arm((free_at_us_ + 999) / 1000, [this] { drain(); });
    return true;
  }
  free_at_us_ = std::max(free_at_us_, now_us) + static_cast<int64_t>(text_bytes) * 1000000 / rate;
  return false;
}

void Receiver::send(const Delivery& delivery) {
  ++delivered_;
  topic_.count_out(delivery.message->payload.size());
  if (subscription_ != nullptr && !subscription_->cursor().acknowledged(delivery.position)) {
    sent_[delivery.position] = {core_.now_ms(), delivery.redelivery_count};
  }
  on_sent(delivery);
}

void Receiver::consumed() {
  if (setup_.receiver_queue_size == 0) return;
  if (++consumed_ < std::max(1, setup_.receiver_queue_size / 2)) return;
  permits_ += consumed_;
  consumed_ = 0;
  if (subscription_ != nullptr) subscription_->pump();
}

ConsumerState Receiver::state() const {
  ConsumerState state;
  state.name = setup_.name;
  state.priority_level = setup_.priority_level;
  state.active = subscription_ != nullptr && subscription_->is_active(*this);
  state.pull_mode = setup_.pull_mode;
  state.started = started_;
  state.writable = sink_.writable();
  state.receiver_queue_size = setup_.receiver_queue_size;
  state.window_pending = window_.pending();
  state.queued = queue_.size();
  state.broker_permits = permits_;
  state.delivered = delivered_;
  state.acknowledged = acknowledged_;
  state.negative_acknowledged = negative_acknowledged_;
  state.permits = permits_received_;
  state.unacknowledged = sent_.size();
  state.connected_since_ms = connected_since_ms_;
  return state;
}

}  // namespace uc8::emulator
