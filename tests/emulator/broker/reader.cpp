// SPDX-License-Identifier: Apache-2.0
#include "broker/reader.h"

#include "broker/broker_core.h"
#include "broker/consumer_command.h"

namespace uc8::emulator {

void Reader::on_text(std::string_view text) {
  if (!admits(text)) return;
  if (core_.options.commands == CommandSet::ws28) {
    const ConsumerCommand command = read_consumer_command(text);
    if (command.form == ConsumerCommand::Form::unreadable) return abort();
    if (command.form == ConsumerCommand::Form::nothing) return close(1011, "NullPointerException");
    if (command.type.value_or("") == "isEndOfTopic") {
      const bool end = subscription_->at_end_of_topic();
      return sink_.send_text(end ? R"({"endOfTopic":true})" : R"({"endOfTopic":false})");
    }
  }
  ++acknowledged_;
  window_.answered();
  drain();
}

void Reader::on_sent(const Delivery& delivery) {
  subscription_->acknowledge(delivery.position);
}

}  // namespace uc8::emulator
