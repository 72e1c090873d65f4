// SPDX-License-Identifier: Apache-2.0
#include "broker/consumer.h"

#include <algorithm>

#include "broker/broker_core.h"

namespace uc8::emulator {
namespace {

constexpr int kServerError = 1011;
constexpr const char* kNullPointer = "NullPointerException";

const char* not_an_id_reason(CommandSet commands) {
  return commands == CommandSet::ws27
             ? "java.io.IOException: org.apache.pulsar.shaded.com.google.protobuf.v241."
               "UninitializedMessageException: Message was missing required fields.  (Lite runtime "
               "could not determine which fields were missing)."
             : "java.io.IOException: java.lang.IllegalStateException: Some required fields are "
               "missing";
}

}  // namespace

Consumer::Consumer(BrokerCore& core, Subscription& subscription, PeerSink& sink,
                   ConsumerSetup setup)
    : Receiver(core, subscription, sink, setup),
      more_(std::move(setup)),
      nack_timer_(core.timers),
      ack_timer_(core.timers) {}

void Consumer::on_text(std::string_view text) {
  if (!admits(text)) return;
  const ConsumerCommand command = read_consumer_command(text);
  switch (command.form) {
    case ConsumerCommand::Form::unreadable:
      return abort();
    case ConsumerCommand::Form::nothing:
      return close(kServerError, kNullPointer);
    case ConsumerCommand::Form::object:
      return handle(command);
  }
}

void Consumer::handle(const ConsumerCommand& command) {
  const bool modern = core_.options.commands == CommandSet::ws28;
  const std::string type = command.type.value_or("");
  if (type == "permit") return permit(command);
  if (type == "unsubscribe") return unsubscribe();
  if (modern && type == "negativeAcknowledge") return negative_acknowledge(command);
  if (modern && type == "isEndOfTopic") return tell_end_of_topic();
  acknowledge(command);  // whatever else it calls itself
}

std::optional<Position> Consumer::locate(const ConsumerCommand& command) {
  if (!command.message_id) {
    close(kServerError, kNullPointer);
    return std::nullopt;
  }
  const DecodedMessageId decoded = decode_message_id(*command.message_id);
  if (decoded.problem == DecodedMessageId::Problem::not_base64) {
    close(kServerError, decoded.error);
  } else if (decoded.problem == DecodedMessageId::Problem::not_an_id) {
    close(kServerError, not_an_id_reason(core_.options.commands));
  } else if (subscription_ != nullptr) {
    return topic_.log().find(decoded.id);
  }
  return std::nullopt;
}

void Consumer::acknowledge(const ConsumerCommand& command) {
  const std::optional<Position> position = locate(command);
  if (closed_) return;
  ++acknowledged_;
  if (position && subscription_ != nullptr) {
    subscription_->acknowledge(*position);
  }
  window_.answered();
  drain();
}

void Consumer::negative_acknowledge(const ConsumerCommand& command) {
  const std::optional<Position> position = locate(command);
  if (closed_) return;
  ++negative_acknowledged_;
  if (position) {
    constexpr int64_t kDelayMin = 100;
    nacks_[*position] = core_.now_ms() + std::max(kDelayMin, more_.nack_delay_ms);
    arm_nacks();
  }
  window_.answered();
  drain();
}

void Consumer::permit(const ConsumerCommand& command) {
  if (!command.permit_messages) return abort();
  permits_received_ += static_cast<uint64_t>(std::max(0, *command.permit_messages));
  window_.permitted(*command.permit_messages);
  drain();
}

void Consumer::unsubscribe() {
  if (subscription_ == nullptr || !subscription_->can_unsubscribe(*this)) return abort();
  // The socket stays open, the consumer behind it is closed.
  const std::string name = subscription_->name();
  leave_topic();
  topic_.remove_subscription(name);
}

void Consumer::tell_end_of_topic() {
  const bool end = subscription_ != nullptr && subscription_->at_end_of_topic();
  sink_.send_text(end ? R"({"endOfTopic":true})" : R"({"endOfTopic":false})");
}

void Consumer::on_sent(const Delivery&) {
  if (more_.ack_timeout_ms > 0 && !ack_timer_.armed()) arm_ack_timeout();
}

void Consumer::on_left() {
  nack_timer_.disarm();
  ack_timer_.disarm();
  nacks_.clear();
}

void Consumer::arm_ack_timeout() {
  if (sent_.empty()) return;
  int64_t earliest_ms = sent_.begin()->second.at_ms;
  for (const auto& [position, sent] : sent_) earliest_ms = std::min(earliest_ms, sent.at_ms);
  ack_timer_.arm(earliest_ms + more_.ack_timeout_ms, [this] { ack_timed_out(); });
}

void Consumer::ack_timed_out() {
  std::vector<Position> late;
  for (auto& [position, sent] : sent_) {
    if (sent.at_ms + more_.ack_timeout_ms > core_.now_ms()) continue;
    late.push_back(position);
    sent.at_ms = core_.now_ms();  // counted anew from here, until it is sent again
  }
  if (!late.empty()) send_again(std::move(late));
  if (!ack_timer_.armed()) arm_ack_timeout();
}

void Consumer::arm_nacks() {
  if (nacks_.empty()) return;
  int64_t earliest_ms = nacks_.begin()->second;
  for (const auto& [position, due_ms] : nacks_) earliest_ms = std::min(earliest_ms, due_ms);
  if (nack_timer_.armed() && nack_timer_.at_ms() <= earliest_ms) return;
  nack_timer_.arm(earliest_ms, [this] { nacks_due(); });
}

void Consumer::nacks_due() {
  std::vector<Position> due;
  for (auto nack = nacks_.begin(); nack != nacks_.end();) {
    const bool now = nack->second <= core_.now_ms();
    if (now) due.push_back(nack->first);
    nack = now ? nacks_.erase(nack) : std::next(nack);
  }
  arm_nacks();
  if (!due.empty()) send_again(std::move(due));
}

void Consumer::send_again(std::vector<Position> positions) {
  if (subscription_ == nullptr) return;
  const auto done = std::remove_if(positions.begin(), positions.end(),
                                   [this](Position position) { return buried(position); });
  positions.erase(done, positions.end());
  if (!positions.empty()) subscription_->redeliver(*this, positions);
}

// Sent often enough: to the dead letter topic with it. The counts are only kept on Shared and
// Key_Shared.
bool Consumer::buried(Position position) {
  const auto sent = sent_.find(position);
  const DeadLetters& dead_letters = more_.dead_letters;
  if (dead_letters.redeliver_max <= 0 || sent == sent_.end()) return false;
  if (sent->second.redelivery_count < dead_letters.redeliver_max) return false;
  Topic* found = core_.find(dead_letters.topic);
  Topic& grave = found != nullptr ? *found : core_.make(dead_letters.topic, 0);
  const Message& message = *topic_.log().at(position);
  if (!core_.make_room(grave, message.bytes())) return false;
  grave.store(message);
  subscription_->acknowledge(position);
  return true;
}

}  // namespace uc8::emulator
