// SPDX-License-Identifier: Apache-2.0
#include "sim/consumer_app.h"

#include <string.h>

#include <set>

#include "sim/producer_app.h"

namespace uc8::sim {

namespace {

std::string string_of(Bytes bytes) {
  return bytes.size == 0 ? "" : std::string(reinterpret_cast<const char*>(bytes.data), bytes.size);
}

std::string string_of(const MessageId& id) {
  return std::string(id.text, id.size);
}

}  // namespace

ConsumerApp::ConsumerApp(Stage& stage, Server& server, int number, const ConsumerPlan& plan)
    : Process(stage, server, number), plan_(plan) {
  account_ =
      simulated_account(dice().chance(80) ? UpgradeAuth::one_time_password : UpgradeAuth::header);
}

void ConsumerApp::create() {
  receive_.assign(plan_.receive, 0);
  transmit_.assign(plan_.transmit, 0);
  slots_.assign(plan_.window * ConsumerMemory::kSlotBytes / 8 + 1, 0);
  ConsumerMemory memory;
  memory.receive = {receive_.data(), receive_.size()};
  memory.transmit = {transmit_.data(), transmit_.size()};
  memory.acknowledgements = {reinterpret_cast<uint8_t*>(slots_.data()), slots_.size() * 8};
  memory.unacknowledged_max = plan_.window;
  ConsumerConfig config;
  config.stream.name = "orders";
  config.create_stream = plan_.creates_stream;
  config.subscription = plan_.subscription.c_str();
  config.consumer_name = "c";
  config.type = plan_.type;
  config.push = plan_.is_push;
  config.timeouts = stage().scenario.timeouts;
  ConsumerHandler& handler = *this;
  consumer_.emplace(account_, config, memory, transport(), runtime(), handler);
}

void ConsumerApp::destroy() {
  consumer_.reset();
  receive_ = std::vector<uint8_t>();
  transmit_ = std::vector<uint8_t>();
  slots_ = std::vector<uint64_t>();
  taken_.clear();
}

void ConsumerApp::on_over(bool) {
  session_ = 0;
  held_.clear();
}

void ConsumerApp::on_open(Consumer&) {
  if (!enter("on_open")) return;
  if (session_ != 0) stage().findings.violated("opens_once", "consumer %d", number());
  session_ = transport().session();
  settled_.clear();
  held_.clear();
  maybe_close();
}

bool ConsumerApp::may_be_told(const char* what) {
  if (!enter(what)) return false;
  if (state() == State::closing) {
    stage().findings.violated("silent_when_closing", "consumer %d: %s", number(), what);
  }
  if (session_ == 0 || session_ != transport().session()) {
    stage().findings.violated("consumer_order", "consumer %d: %s without a link", number(), what);
  }
  return true;
}

// A message that is held comes again after resume(), and none before it.
bool ConsumerApp::holds(const Message& message) {
  const std::string id = string_of(message.id);
  if (!held_.empty() && (held_ != id || !may_resume_)) {
    stage().findings.violated("hold", "consumer %d", number());
  }
  held_.clear();
  if (!dice().chance(plan_.hold_percent)) return false;
  held_ = id;
  may_resume_ = false;
  later(dice().below(dice().coin() ? 50 : 8'000), [this] { resume(); });
  return true;
}

void ConsumerApp::resume() {
  may_resume_ = true;
  (void)call([&] {
    consumer_->resume();
    return 0;
  });
}

Flow ConsumerApp::on_message(Consumer&, const Message& message) {
  if (!may_be_told("on_message")) return Flow::next;
  if (holds(message)) return Flow::hold;
  size_t index = 0;
  if (stage().books.place_of(string_of(message.id), &index)) {
    check_content(message, stage().books.log()[index]);
  }
  take(message.id);
  check_window();
  maybe_close();
  return Flow::next;
}

void ConsumerApp::take(const MessageId& id) {
  const size_t index =
      stage().books.delivered(number(), plan_.subscription, session_, string_of(id));
  stage().findings.trace("process %d: takes entry %zu", number(), index);
  taken_.push_back({id, index, session_});
  if (plan_.acks_in_batches) return;
  if (plan_.ack_delay_max == 0) {
    acknowledge(taken_.size() - 1);
  } else {
    later(dice().below(plan_.ack_delay_max + 1), [this] { acknowledge_some(1); });
  }
}

void ConsumerApp::check_content(const Message& message, const Entry& entry) {
  std::string payload = string_of(message.payload);
  if (stage().plants(Plant::change_delivery)) payload += "!";
  bool is_right = payload == entry.content.payload && string_of(message.key) == entry.content.key &&
                  string_of(message.properties) == entry.properties_json &&
                  (message.event_time.size > 0) == (entry.content.event_time_ms != 0);
  for (const auto& [name, value] : entry.content.properties) {
    uint8_t text[64];
    const Result<size_t> size = find_property(message, name.c_str(), {text, sizeof text});
    is_right = is_right && size.ok() && string_of(Bytes{text, size.value()}) == value;
  }
  if (plan_.type != SubscriptionType::shared) is_right = is_right && message.redelivery_count == 0;
  if (is_right) return;
  stage().findings.violated("delivered_as_stored", "consumer %d: message %d of producer %d",
                            number(), entry.number, entry.producer);
}

// What is unacknowledged of this connection has a slot each, and there are so many slots. One that
// came twice has one slot, and the first acknowledgement frees it.
void ConsumerApp::check_window() {
  std::set<size_t> open;
  for (const Taken& taken : taken_) {
    if (taken.session == session_) open.insert(taken.index);
  }
  size_t at_least = 0;
  for (const size_t index : open) at_least += settled_.count(index) == 0 ? 1 : 0;
  const size_t counted = consumer_->unacknowledged();
  if (counted >= at_least && counted <= open.size() && counted <= plan_.window) return;
  stage().findings.violated("window", "consumer %d: %zu unacknowledged, %zu counted, of %d",
                            number(), open.size(), counted, plan_.window);
}

void ConsumerApp::acknowledge_some(size_t count) {
  for (; count > 0 && !taken_.empty(); --count) acknowledge(dice().below(taken_.size()));
}

void ConsumerApp::acknowledge(size_t at) {
  const Taken taken = taken_[at];
  taken_.erase(taken_.begin() + static_cast<std::ptrdiff_t>(at));
  const Error error = call([&] { return consumer_->acknowledge(taken.id); });
  stage().findings.trace("process %d: acknowledges entry %zu: %s", number(), taken.index,
                         name_of(error));
  if (error == Error::ok) {
    const bool is_live = taken.session == session_ && state() == State::running;
    settled_.insert(taken.index);
    stage().books.acknowledged(plan_.subscription, taken.session, taken.index, is_live);
  } else if (error != Error::unknown_message ||
             (taken.session == session_ && settled_.count(taken.index) == 0)) {
    stage().findings.violated("ack_is_taken", "consumer %d: entry %zu: %s", number(), taken.index,
                              name_of(error));
  }
}

void ConsumerApp::on_batch_end(Consumer&) {
  if (!enter("on_batch_end")) return;
  if (!held_.empty() && dice().coin()) resume();
  if (!plan_.acks_in_batches) return;
  if (plan_.ack_delay_max == 0) {
    acknowledge_some(taken_.size());
  } else {
    later(dice().below(plan_.ack_delay_max + 1), [this] { acknowledge_some(taken_.size()); });
  }
}

void ConsumerApp::on_oversized(Consumer&, const MessageId& id, size_t size) {
  if (!may_be_told("on_oversized")) return;
  size_t index = 0;
  const bool is_too_long = stage().books.place_of(string_of(id), &index) &&
                           size > stage().books.log()[index].content.payload.size();
  if (!is_too_long) stage().findings.violated("delivered_as_stored", "consumer %d", number());
  take(id);
  if (plan_.acks_in_batches) {
    later(0, [this] { acknowledge_some(taken_.size()); });
  }
}

void ConsumerApp::on_interrupted(Consumer&, const Interruption& interruption) {
  if (!enter("on_interrupted")) return;
  session_ = 0;
  held_.clear();
  handle_interrupted(interruption);
}

void ConsumerApp::on_failed(Consumer&, Fault fault) {
  if (enter("on_failed")) handle_failed(fault);
}

void ConsumerApp::on_closed(Consumer&) {
  if (enter("on_closed")) handle_closed();
}

}  // namespace uc8::sim
