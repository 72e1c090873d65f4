// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include <algorithm>

#include "sim/session.h"

namespace uc8::sim {

namespace {

/// One consumer's WebSocket. Push: a delivery is sent while fewer than the queue's size are
/// unacknowledged; it is deliveries that count, not ids. Pull: as many as there were permits for.
class ConsumerSession final : public Session, private Subscriber {
 public:
  ConsumerSession(Stage& stage, Subscription& subscription, Outlet& outlet,
                  const SessionRequest& request)
      : stage_(stage), subscription_(subscription), outlet_(outlet), request_(request) {
    queue_size = request.queue_size;
    is_receiving_ = !request.is_pull;
    subscription_.add(*this);
  }

  void on_text(const FlatObject& text) override;
  bool is_settled() const override { return request_.is_pull || pending_ == 0; }
  void on_close_frame() override {
    flush();
    is_clean_ = true;
    stage_.books.closed_cleanly(request_.number, subscription_.acknowledged());
  }
  void on_end(bool crashed) override {
    if (is_over_) return;
    if (crashed) pending_acks_.clear();
    if (!is_clean_) stage_.books.set_healthy(false);
    flush();
    is_over_ = true;
    if (!crashed) subscription_.remove(*this);
  }

 private:
  void on_queued() override { deliver(); }
  void on_ack(const std::string& id);
  void on_permit(long count);
  void check_window(long granted);
  void flush();
  void deliver();
  void send(size_t index);

  Stage& stage_;
  Subscription& subscription_;
  Outlet& outlet_;
  SessionRequest request_;
  int pending_ = 0;  ///< Push: unacknowledged deliveries. Pull: below 0 are permits.
  bool is_receiving_ = false;
  bool is_over_ = false;
  bool is_clean_ = false;  ///< The client has closed it.
  bool is_flushing_ = false;
  bool is_delivering_ = false;
  int deliveries_ = 0;
  int acks_ = 0;
  std::set<size_t> unacknowledged_;
  std::vector<size_t> pending_acks_;  ///< The proxy tells the broker of them in lots.
};

void ConsumerSession::on_text(const FlatObject& text) {
  if (!text.has("type") && text.has("messageId")) {
    on_ack(text.get("messageId"));
  } else if (text.get("type") == "permit") {
    on_permit(atol(text.get("permitMessages").c_str()));
  } else {
    stage_.findings.violated("wire", "consumer %d: an unknown command", request_.process);
  }
}

void ConsumerSession::on_ack(const std::string& id) {
  size_t index = 0;
  if (!stage_.books.place_of(id, &index)) {
    stage_.findings.violated("wire", "consumer %d acknowledges an unknown id", request_.process);
    return;
  }
  stage_.findings.trace("server: session %d acknowledges entry %zu", request_.number, index);
  if (stage_.plants(Plant::drop_ack)) return;
  pending_acks_.push_back(index);
  unacknowledged_.erase(index);
  ++acks_;
  if (!request_.is_pull) {
    if (acks_ > deliveries_) {
      stage_.findings.violated("window", "session %d: more acknowledgements than deliveries",
                               request_.number);
    }
    if (pending_-- >= queue_size) is_receiving_ = true;
  }
  if (!is_flushing_) {
    is_flushing_ = true;
    stage_.clock.after(stage_.scenario.ack_grouping_ms, [this] { flush(); });
  }
  deliver();
}

void ConsumerSession::flush() {
  is_flushing_ = false;
  for (const size_t index : pending_acks_) subscription_.acknowledge(index);
  pending_acks_.clear();
}

void ConsumerSession::on_permit(long count) {
  if (!request_.is_pull || count < 1) {
    stage_.findings.violated("window", "session %d: a permit of %ld", request_.number, count);
    return;
  }
  if (stage_.plants(Plant::inflate_permit)) count += queue_size;
  if (pending_ >= 0) is_receiving_ = true;
  pending_ -= static_cast<int>(count);
  check_window(count);
  deliver();
}

// What was permitted and what is unacknowledged must have a place in the client's memory.
void ConsumerSession::check_window(long granted) {
  const long permitted = -static_cast<long>(pending_);
  const long used = permitted + static_cast<long>(unacknowledged_.size());
  if (used <= queue_size) return;
  stage_.findings.violated("window", "session %d: %ld granted, %ld permitted and %zu open, of %d",
                           request_.number, granted, permitted, unacknowledged_.size(), queue_size);
}

void ConsumerSession::deliver() {
  if (is_over_ || is_delivering_) return;
  is_delivering_ = true;
  while (is_receiving_ && !queue.empty()) {
    const size_t index = queue.front();
    queue.erase(queue.begin());
    subscription_.took(*this);
    send(index);
    ++pending_;
    if (pending_ >= (request_.is_pull ? 0 : queue_size)) is_receiving_ = false;
    if (queue.empty()) subscription_.pump();
  }
  is_delivering_ = false;
}

void ConsumerSession::send(size_t index) {
  const Entry& entry = stage_.books.log()[index];
  std::string text = "{\"messageId\":\"" + entry.id + "\",\"payload\":\"" +
                     base64(entry.content.payload) + "\",\"properties\":" + entry.properties_json +
                     ",\"publishTime\":\"2026-01-02T03:04:05.6Z\",\"redeliveryCount\":" +
                     std::to_string(subscription_.redeliveries(index));
  if (entry.content.event_time_ms != 0) text += ",\"eventTime\":\"2026-01-02T03:04:05Z\"";
  if (!entry.content.key.empty()) text += ",\"key\":" + json_quoted(entry.content.key);
  stage_.findings.trace("server: session %d is sent entry %zu", request_.number, index);
  ++deliveries_;
  unacknowledged_.insert(index);
  if (!stage_.plants(Plant::swallow_delivery)) outlet_.send_text(text + "}");
  stage_.books.dispatched(request_.number, index);
  if (stage_.server_dice.chance(2)) outlet_.send_text("{\"endOfTopic\":false}");
  if (stage_.strikes(stage_.scenario.faults.unload, stage_.server_dice)) {
    stage_.clock.after(0, [this] {
      stage_.findings.trace("server: %s is unloaded", subscription_.name().c_str());
      subscription_.unload();
    });
  }
}

}  // namespace

std::unique_ptr<Session> make_consumer_session(Stage& stage, Subscription& subscription,
                                               Outlet& outlet, const SessionRequest& request) {
  return std::make_unique<ConsumerSession>(stage, subscription, outlet, request);
}

}  // namespace uc8::sim
