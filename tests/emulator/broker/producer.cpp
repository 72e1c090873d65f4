// SPDX-License-Identifier: Apache-2.0
#include "broker/producer.h"

#include <algorithm>

#include "broker/broker_core.h"
#include "broker/json_writer.h"
#include "broker/producer_message.h"

namespace uc8::emulator {
namespace {

constexpr int kNotJson = 3;
constexpr int kBadEncoding = 7;
constexpr int kUnknown = 8;
// Bounds the answers that wait where the client asked for no limit.
constexpr size_t kPendingMax = 100000;

std::string client_exception(const std::string& rest) {
  return "org.apache.pulsar.client.api.PulsarClientException$" + rest;
}

std::string error_text(int code, const std::optional<std::string>& error,
                       const std::optional<std::string>& context) {
  JsonWriter json;
  json.begin_object().member("result", "send-error:" + std::to_string(code));
  if (error) json.member("errorMsg", *error);
  if (context) json.member("context", *context);
  json.member("errorCode", 0).member("schemaVersion", 0).end_object();
  return json.take();
}

std::string ok_text(const std::string& message_id, const std::optional<std::string>& context) {
  JsonWriter json;
  json.begin_object().member("result", "ok").member("messageId", message_id);
  if (context) json.member("context", *context);
  json.member("errorCode", 0).member("schemaVersion", 0).end_object();
  return json.take();
}

}  // namespace

Producer::Producer(BrokerCore& core, Topic& topic, PeerSink& sink, ProducerSetup setup)
    : BoundPeer(core, topic, sink), setup_(std::move(setup)), confirm_timer_(core.timers) {
  last_sequence_id_ = setup_.initial_sequence_id.value_or(-1);
  if (!setup_.initial_sequence_id) {
    const auto known = topic.last_sequence_ids().find(setup_.name);
    if (known != topic.last_sequence_ids().end()) last_sequence_id_ = known->second;
  }
  counts_.name = setup_.name;
  counts_.connected_since_ms = core.now_ms();
  topic.producers().push_back(this);
}

void Producer::leave_topic() {
  auto& producers = topic_.producers();
  producers.erase(std::find(producers.begin(), producers.end(), this));
  // Stored is stored; nobody is left to be told.
  confirm_timer_.disarm();
  pending_.clear();
}

void Producer::on_text(std::string_view text) {
  if (!admits(text)) return;
  ++counts_.received;
  const bool delays = core_.options.commands == CommandSet::ws28;
  ProducerMessage request = read_producer_message(text, core_.now_ms(), delays);
  switch (request.problem) {
    case ProducerMessage::Problem::not_json:
      return refuse(kNotJson, request.error, std::nullopt);
    case ProducerMessage::Problem::bad_encoding:
      return refuse(kBadEncoding, request.error, request.context);
    case ProducerMessage::Problem::fatal:
      return close(1011, request.error.value_or(""));
    case ProducerMessage::Problem::none:
      return publish(request);
  }
}

void Producer::publish(ProducerMessage& request) {
  const std::optional<std::string> error = obstacle(request);
  if (error) return refuse(kUnknown, error, request.context);
  confirm(store(request), request.context);
}

std::optional<std::string> Producer::obstacle(const ProducerMessage& request) {
  Faults& faults = core_.faults;
  if (faults.refuse_sends > 0) {
    --faults.refuse_sends;
    return faults.refuse_text;
  }
  const auto limit = static_cast<size_t>(setup_.max_pending_messages);
  if (pending_.size() >= (limit == 0 ? kPendingMax : limit)) {
    return client_exception("ProducerQueueIsFullError: Producer send queue is full");
  }
  if (topic_.terminated())
    return client_exception("TopicTerminatedException: Topic was terminated");
  if (!core_.make_room(topic_, request.message.bytes())) {
    return client_exception(
        "ProducerBlockedQuotaExceededException: Cannot store the message: backlog quota exceeded");
  }
  return std::nullopt;
}

MessageId Producer::store(ProducerMessage& request) {
  ++last_sequence_id_;
  if (core_.options.deduplication) {
    auto& highest = topic_.last_sequence_ids();
    const auto known = highest.find(setup_.name);
    if (known != highest.end() && last_sequence_id_ <= known->second) {
      ++counts_.duplicates;
      return duplicate_message_id();
    }
    highest[setup_.name] = last_sequence_id_;
  }
  ++counts_.stored;
  return topic_.store(std::move(request.message))->id;
}

void Producer::refuse(int code, const std::optional<std::string>& error,
                      const std::optional<std::string>& context) {
  ++counts_.refused;
  sink_.send_text(error_text(code, error, context));
}

void Producer::confirm(const MessageId& id, const std::optional<std::string>& context) {
  const int64_t now_ms = core_.now_ms();
  Confirmation confirmation{now_ms + std::max(int64_t{0}, core_.faults.confirm_delay_ms), true, {}};
  if (!pending_.empty()) {
    confirmation.due_ms = std::max(confirmation.due_ms, pending_.back().due_ms);
  }
  const int64_t timeout_ms = setup_.send_timeout_ms;
  if (timeout_ms > 0 && confirmation.due_ms - now_ms > timeout_ms) {
    // The proxy gives up on the broker's answer; the message is stored all the same.
    confirmation.due_ms =
        std::max(now_ms + timeout_ms, pending_.empty() ? 0 : pending_.back().due_ms);
    confirmation.ok = false;
    confirmation.text =
        error_text(kUnknown,
                   client_exception("TimeoutException: The producer " + setup_.name +
                                    " can not send message to the topic " +
                                    topic_.key().pulsar_name() + " within given timeout"),
                   context);
  } else {
    confirmation.text = ok_text(encode_message_id(id, core_.options.message_id_form), context);
  }
  pending_.push_back(std::move(confirmation));
  send_due();
}

void Producer::send_due() {
  while (!pending_.empty() && pending_.front().due_ms <= core_.now_ms()) {
    const Confirmation confirmation = std::move(pending_.front());
    pending_.pop_front();
    send(confirmation);
  }
  if (!pending_.empty() && !confirm_timer_.armed()) {
    confirm_timer_.arm(pending_.front().due_ms, [this] { send_due(); });
  }
}

void Producer::send(const Confirmation& confirmation) {
  if (!confirmation.ok) {
    ++counts_.refused;
    return sink_.send_text(confirmation.text);
  }
  Faults& faults = core_.faults;
  if (faults.drop_confirmations > 0) {
    --faults.drop_confirmations;
    return;
  }
  ++counts_.confirmed;
  sink_.send_text(confirmation.text);
  if (faults.duplicate_confirmations > 0) {
    --faults.duplicate_confirmations;
    sink_.send_text(confirmation.text);
  }
}

ProducerState Producer::state() const {
  ProducerState state = counts_;
  state.pending = pending_.size();
  state.last_sequence_id = last_sequence_id_;
  return state;
}

}  // namespace uc8::emulator
