// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "sim/session.h"

namespace uc8::sim {

namespace {

const char kNoId[] = "CP///////////wEQ////////////ATAA";  // -1:-1, of what was stored before.

class ProducerSession final : public Session {
 public:
  ProducerSession(Stage& stage, Broker& broker, Outlet& outlet, const SessionRequest& request)
      : stage_(stage),
        broker_(broker),
        outlet_(outlet),
        request_(request),
        number_(request.initial_number),
        life_(broker.life()) {}

  void on_text(const FlatObject& text) override;
  void on_end(bool crashed) override {
    is_over_ = true;
    if (!crashed) broker_.producer_names().erase(request_.producer_name);
  }

 private:
  struct Publish {
    Content content;
    std::string context;
    int64_t number = 0;
    bool is_unsure = false;  ///< The answer is an error whatever becomes of it.
  };

  bool read(const FlatObject& text, Publish* out);
  bool refuse(const Publish& publish);
  void take(Publish publish);
  void store(const Publish& publish);
  void answer(const std::string& context, const std::string& result, const std::string& more);

  Stage& stage_;
  Broker& broker_;
  Outlet& outlet_;
  SessionRequest request_;
  int64_t number_;
  int life_;
  Millis last_store_ = 0;
  bool is_failing_ =
      false;  ///< Numbered: after a loss nothing newer is stored, or it would be a gap.
  bool is_over_ = false;
};

void ProducerSession::on_text(const FlatObject& text) {
  Publish publish;
  if (!read(text, &publish)) {
    stage_.findings.violated("wire", "producer %d: no message", request_.process);
    return;
  }
  int process = 0;
  int number = 0;
  if (!stage_.books.find(publish.content, process, number) || process != request_.process) {
    stage_.findings.violated("stored_as_produced", "producer %d sends what nobody produced",
                             request_.process);
    return;
  }
  if (refuse(publish)) return;
  publish.number = ++number_;
  publish.is_unsure = stage_.strikes(stage_.scenario.faults.send_unsure, stage_.server_dice);
  take(std::move(publish));
}

bool ProducerSession::read(const FlatObject& text, Publish* out) {
  const bool is_whole = text.has("payload") && text.has("context") &&
                        from_base64(text.get("payload"), &out->content.payload);
  if (!is_whole) return false;
  out->context = text.get("context");
  out->content.key = text.get("key");
  const auto properties = text.objects.find("properties");
  if (properties != text.objects.end()) out->content.properties = properties->second;
  if (text.has("eventTime")) out->content.event_time_ms = milliseconds_of(text.get("eventTime"));
  return true;
}

// A refusal overtakes the answers that are under way. A full queue takes no number; what the broker
// refuses does.
bool ProducerSession::refuse(const Publish& publish) {
  const Faults& faults = stage_.scenario.faults;
  int process = 0;
  int number = 0;
  (void)stage_.books.find(publish.content, process, number);
  if (stage_.strikes(faults.send_busy, stage_.server_dice)) {
    stage_.books.refused_for_now(process, number);
    answer(publish.context, "send-error:8", "\"errorMsg\":\"x$ProducerQueueIsFullError: full\",");
    return true;
  }
  const bool refuses = stage_.strikes(faults.send_refused, stage_.server_dice);
  if (!stage_.books.refused_for_good(process, number, refuses)) return false;
  ++number_;
  answer(publish.context, "send-error:8", "\"errorMsg\":\"x$InvalidMessageException: no\",");
  return true;
}

void ProducerSession::take(Publish publish) {
  const Millis at = stage_.clock.now() + stage_.server_dice.below(20);
  last_store_ = std::max(last_store_, at);
  Millis when = last_store_;
  if (stage_.plants(Plant::reorder_sends)) when += 50;
  if (publish.is_unsure) {
    int process = 0;
    int number = 0;
    (void)stage_.books.find(publish.content, process, number);
    stage_.books.refused_for_now(process, number);
  }
  stage_.clock.at(when, [this, publish] {
    if (life_ == broker_.life()) store(publish);
  });
}

void ProducerSession::store(const Publish& publish) {
  std::string id = kNoId;
  const bool is_lost = is_failing_ || (publish.is_unsure && stage_.server_dice.coin()) ||
                       stage_.plants(Plant::lose_send);
  if (publish.is_unsure && is_lost) is_failing_ = request_.is_numbered;
  const bool is_counted = stage_.scenario.has_deduplication && request_.is_numbered;
  if (!is_lost && (!is_counted || broker_.takes_number(request_.producer_name, publish.number) ||
                   stage_.plants(Plant::double_store))) {
    id = broker_.store(publish.content, is_counted);
  }
  if (publish.is_unsure || is_failing_) {
    answer(publish.context, "send-error:8", "\"errorMsg\":\"x$TimeoutException: late\",");
  } else {
    answer(publish.context, "ok", "\"messageId\":\"" + id + "\",");
  }
}

void ProducerSession::answer(const std::string& context, const std::string& result,
                             const std::string& more) {
  if (is_over_) return;
  outlet_.send_text("{\"result\":\"" + result + "\"," + more + "\"context\":\"" + context +
                    "\",\"errorCode\":0,\"schemaVersion\":0}");
}

}  // namespace

std::unique_ptr<Session> make_producer_session(Stage& stage, Broker& broker, Outlet& outlet,
                                               const SessionRequest& request) {
  if (!request.producer_name.empty()) broker.producer_names().insert(request.producer_name);
  return std::make_unique<ProducerSession>(stage, broker, outlet, request);
}

}  // namespace uc8::sim
