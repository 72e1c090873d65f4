// SPDX-License-Identifier: Apache-2.0
#include "sim/producer_app.h"

namespace uc8::sim {

namespace {

constexpr size_t kMetadataMax = 120;

std::string random_text(Dice& dice, size_t size_max) {
  static const char* const kPieces[] = {"a",
                                        "Z",
                                        "7",
                                        "\"",
                                        "\\",
                                        "\n",
                                        "\x01",
                                        "/",
                                        "{",
                                        "}",
                                        "\xc3\xa4",
                                        "\xe2\x82\xac",
                                        "\xf0\x9f\x90\x99"};
  std::string out;
  while (out.size() + 4 <= size_max) out += kPieces[dice.below(13)];
  return out;
}

std::string random_bytes(Dice& dice, size_t size) {
  std::string out;
  for (size_t i = 0; i < size; ++i) out += static_cast<char>(dice.next());
  return out;
}

Bytes view(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

Account simulated_account(UpgradeAuth upgrade_auth) {
  Account account;
  account.url = "https://gdn.example";
  account.credentials = {Credentials::Scheme::api_key, "acme.key.secret"};
  account.upgrade_auth = upgrade_auth;
  account.server = ServerVersion::pulsar_2_8;
  return account;
}

ProducerApp::ProducerApp(Stage& stage, Server& server, int number, const ProducerPlan& plan)
    : Process(stage, server, number), plan_(plan), name_("producer-" + std::to_string(number)) {
  account_ =
      simulated_account(dice().chance(80) ? UpgradeAuth::one_time_password : UpgradeAuth::header);
  make_messages();
}

void ProducerApp::make_messages() {
  for (int i = 0; i < plan_.messages; ++i) {
    Content content;
    const std::string name = text("p%d-%d:", number(), i);
    const bool has_key = dice().coin() || plan_.payload_max < name.size();
    const size_t room = plan_.payload_max - (has_key ? 0 : name.size());
    content.payload = random_bytes(dice(), dice().chance(10) ? room : dice().below(room + 1));
    if (has_key) content.key = name;
    if (!has_key) content.payload = name + content.payload;
    if (dice().chance(30)) content.properties.emplace_back("p", random_text(dice(), 30));
    if (dice().chance(15)) content.properties.emplace_back("q \"x\"", "");
    if (dice().chance(20)) {
      content.event_time_ms = static_cast<int64_t>(dice().below(4'000'000'000'000));
    }
    todo_.push_back(stage().books.produced(number(), content));
  }
}

void ProducerApp::create() {
  receive_.assign(1024, 0);
  transmit_.assign(plan_.transmit, 0);
  const size_t slot = plan_.payload_max + kMetadataMax + ProducerMemory::kSlotOverhead;
  window_.assign(plan_.in_flight_max * slot, 0);
  ProducerMemory memory;
  memory.receive = {receive_.data(), receive_.size()};
  memory.transmit = {transmit_.data(), transmit_.size()};
  memory.window = {window_.data(), window_.size()};
  memory.payload_max = plan_.payload_max;
  memory.metadata_max = kMetadataMax;
  memory.in_flight_max = plan_.in_flight_max;
  ProducerConfig config;
  config.stream.name = "orders";
  config.create_stream = plan_.creates_stream;
  config.producer_name = plan_.is_named ? name_.c_str() : nullptr;
  config.idempotent = plan_.is_idempotent;
  config.resume_after = last_confirmed_;
  config.timeouts = stage().scenario.timeouts;
  config.send_timeout_ms = plan_.send_timeout_ms;
  ProducerHandler& handler = *this;
  producer_.emplace(account_, config, memory, transport(), runtime(), handler);
  stage().books.begin_producer(number());
  is_blocked_ = is_sending_later_ = false;
  const uint64_t early = dice().chance(30) ? dice().below(4) : 0;  // Before open().
  for (uint64_t i = 0; i < early && send_next(); ++i) {
  }
  send_later();
}

void ProducerApp::destroy() {
  last_confirmed_ = producer_->last_confirmed();
  producer_.reset();
  receive_ = std::vector<uint8_t>();
  transmit_ = std::vector<uint8_t>();
  window_ = std::vector<uint8_t>();
}

void ProducerApp::send_later() {
  if (is_sending_later_) return;
  is_sending_later_ = true;
  later(1 + dice().below(plan_.gap_max + 1), [this] {
    is_sending_later_ = false;
    // What is unconfirmed goes first, and that is known when the object is at its end.
    const bool pauses = !again_.empty() || state() == State::closing;
    if (!pauses && !todo_.empty()) is_blocked_ = !send_next();
    if (!todo_.empty() && !is_blocked_) send_later();
  });
}

bool ProducerApp::send_next() {
  if (todo_.empty()) return false;
  const int message = todo_.front();
  const Content& content = stage().books.content(number(), message);
  std::vector<Property> properties;
  for (const auto& [name, value] : content.properties) {
    properties.push_back({name.c_str(), value.c_str()});
  }
  OutgoingMessage out;
  out.payload = view(content.payload);
  out.key = view(content.key);
  out.properties = properties.data();
  out.property_count = properties.size();
  out.event_time_ms = content.event_time_ms;
  out.tag = reinterpret_cast<void*>(static_cast<intptr_t>(message) + 1);
  const Result<SendTicket> ticket = call([&] { return producer_->send(out); });
  if (ticket.ok()) {
    stage().findings.trace("process %d: send() of message %d: ticket %u", number(), message,
                           ticket.value());
    todo_.pop_front();
    stage().books.accepted(number(), message, ticket.value());
    check_window();
    return true;
  }
  const bool is_full = ticket.error() == Error::window_full && producer_->unconfirmed() > 0;
  must_end_ = ticket.error() == Error::wrong_state;
  if (!is_full && !must_end_) {
    stage().findings.violated("send_is_taken", "producer %d: %s, %zu unconfirmed", number(),
                              name_of(ticket.error()), producer_->unconfirmed());
  }
  return false;
}

void ProducerApp::check_window() {
  const size_t untold = stage().books.untold(number());
  if (producer_->unconfirmed() <= plan_.in_flight_max && producer_->unconfirmed() == untold) return;
  stage().findings.violated("window", "producer %d: %zu unconfirmed, %zu untold, of %d", number(),
                            producer_->unconfirmed(), untold, plan_.in_flight_max);
}

void ProducerApp::check_goes_on() {
  if (!must_end_) return;
  stage().findings.violated("send_is_taken", "producer %d: wrong_state, and it goes on", number());
}

void ProducerApp::on_open(Producer&) {
  if (!enter("on_open")) return;
  check_goes_on();
  maybe_close();
}

void ProducerApp::on_sent(Producer&, const SendResult& result) {
  // A send may also be given up by an object that is not open.
  if (!enter("on_sent", plan_.send_timeout_ms > 0)) return;
  if (stage().plants(Plant::swallow_outcome)) return;
  const int message = static_cast<int>(reinterpret_cast<intptr_t>(result.tag) - 1);
  const Error error = result.fault.error;
  stage().findings.trace("process %d: message %d, ticket %u: %s%s", number(), message,
                         result.ticket, name_of(error), result.duplicate ? ", had it" : "");
  if (error == Error::timed_out && plan_.send_timeout_ms == 0) {
    stage().findings.violated("fails_with_cause", "producer %d: timed out", number());
  }
  stage().books.told(number(), message, result);
  if (stage().plants(Plant::double_outcome)) stage().books.told(number(), message, result);
  check_window();
  if (error == Error::unconfirmed) again_.push_back(message);
  if (error == Error::unconfirmed) return maybe_close();  // The object is at its end already.
  if (is_blocked_ && state() == State::running) {
    is_blocked_ = false;
    if (!todo_.empty()) (void)send_next();
    send_later();
  }
  maybe_close();
}

void ProducerApp::on_interrupted(Producer&, const Interruption& interruption) {
  check_goes_on();
  if (enter("on_interrupted")) handle_interrupted(interruption);
}

void ProducerApp::on_failed(Producer&, Fault fault) {
  if (enter("on_failed")) handle_failed(fault);
}

void ProducerApp::on_closed(Producer&) {
  if (enter("on_closed")) handle_closed();
}

// With numbers, what is unconfirmed has to be sent again, or its numbers would go to others.
void ProducerApp::on_over(bool killed) {
  Books& books = stage().books;
  if (killed) {
    again_ = books.untold_messages(number());
  } else {
    books.check_untold(number());
  }
  books.forget(number());
  if (plan_.is_idempotent || dice().coin()) {
    todo_.insert(todo_.begin(), again_.begin(), again_.end());
  }
  again_.clear();
  is_blocked_ = must_end_ = false;
  send_later();
}

}  // namespace uc8::sim
