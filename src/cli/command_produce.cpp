// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <optional>

#include "cli/message_source.h"
#include "cli/output.h"
#include "cli/produce_memory.h"
#include "cli/run.h"
#include "cli/stream_name.h"
#include "cli/task.h"

namespace uc8::cli {
namespace {

// How long a signal waits for confirmations.
constexpr Millis kGraceMs = 5'000;
// With so many ids unread, no more messages are sent.
constexpr size_t kUnreadIdsMax = 1 << 20;

ProducerConfig config_of(const Options& options) {
  ProducerConfig config;
  config.stream = {options.stream.c_str(), options.scope};
  config.create_stream = options.create;
  config.producer_name = options.producer_name.empty() ? nullptr : options.producer_name.c_str();
  config.timeouts.ping_interval_ms = options.keepalive_ms;
  return config;
}

class ProduceTask final : public Task, private ProducerHandler {
 public:
  ProduceTask(const Options& options, const Identity& identity)
      : Task(options, identity, "producer " + options.stream),
        memory_(options),
        producer_(identity.account(), config_of(options), memory_.view(), network_.transport(),
                  network_.runtime(), *this),
        source_(loop(), options, [this] { send_soon(); }),
        output_(loop(), 1, [this] { on_written(); }) {
    for (const auto& [name, value] : options.properties) {
      properties_.push_back({name.c_str(), value.c_str()});
    }
    uv_idle_init(&loop(), &soon_);
    uv_timer_init(&loop(), &interval_);
    soon_.data = this;
    interval_.data = this;
  }

 private:
  void on_start() override;
  void on_stop(int signal) override;
  void on_second_stop(int signal) override;
  void on_give_up() override;

  void on_open(Producer&) override { progress_.open(); }
  void on_sent(Producer&, const SendResult& result) override;
  void on_interrupted(Producer& producer, const Interruption& interruption) override {
    progress_.interrupted(interruption, producer.last_words());
  }
  void on_failed(Producer& producer, Fault fault) override;
  void on_closed(Producer&) override;

  void send_soon();
  void send_what_goes();
  bool send_one(std::string_view payload);
  void end_input(int outcome, const std::string& text);
  void close_when_told();
  void close(Millis drain_ms);
  void print_id(const MessageId& id);
  void on_written();
  void report_and_finish();
  std::string why_not_done() const;
  uint64_t all();
  std::string tally();

  ProduceMemory memory_;
  Producer producer_;
  MessageSource source_;
  Output output_;
  std::vector<Property> properties_;
  uv_idle_t soon_;
  uv_timer_t interval_;
  uint64_t sent_ = 0;
  uint64_t told_ = 0;  // Of these, with whatever outcome.
  uint64_t confirmed_ = 0;
  std::optional<uint64_t> never_sent_;  // Known, and not sent when it ended.
  int signal_ = 0;
  int outcome_ = 0;
  std::string outcome_text_;
  bool input_ended_ = false;
  bool closing_ = false;
  bool closed_ = false;
};

void ProduceTask::on_start() {
  if (options_.give_up_ms) give_up_after(*options_.give_up_ms);
  progress_.connecting();
  const Error error = producer_.open();
  if (error != Error::ok) return fail(Fault{error, Origin::none, 0}, {});
  send_soon();
}

/// Once a loop turn, however many outcomes it told.
void ProduceTask::send_soon() {
  uv_idle_start(&soon_, [](uv_idle_t* idle) {
    uv_idle_stop(idle);
    static_cast<ProduceTask*>(idle->data)->send_what_goes();
  });
}

void ProduceTask::send_what_goes() {
  while (!input_ended_ && output_.pending_size() < kUnreadIdsMax) {
    std::string_view payload;
    switch (source_.next(payload)) {
      case MessageSource::Next::wait:
        return;
      case MessageSource::Next::end:
        return end_input(0, "");
      case MessageSource::Next::failed:
        return end_input(1, source_.failure());
      case MessageSource::Next::message:
        if (uv_is_active(reinterpret_cast<uv_handle_t*>(&interval_)) != 0) return;
        if (!send_one(payload)) return;
    }
  }
}

/// Answers whether another one may be tried.
bool ProduceTask::send_one(std::string_view payload) {
  OutgoingMessage message;
  message.payload = {reinterpret_cast<const uint8_t*>(payload.data()), payload.size()};
  message.key = {reinterpret_cast<const uint8_t*>(options_.key.data()), options_.key.size()};
  message.properties = properties_.data();
  message.property_count = properties_.size();
  const Result<SendTicket> ticket = producer_.send(message);
  if (!ticket.ok()) {
    if (ticket.error() == Error::window_full) return false;  // on_sent() tries again.
    end_input(exit_code_of(ticket.error()),
              words_of(ticket.error()) + ": " + advice_for(ticket.error()));
    return false;
  }
  source_.take();
  ++sent_;
  if (options_.interval_ms > 0) {
    uv_timer_start(
        &interval_,
        [](uv_timer_t* timer) { static_cast<ProduceTask*>(timer->data)->send_what_goes(); },
        options_.interval_ms, 0);
  }
  return true;
}

void ProduceTask::on_sent(Producer& producer, const SendResult& result) {
  ++told_;
  const Error error = result.fault.error;
  if (error == Error::ok) {
    ++confirmed_;
    if (options_.print_ids) print_id(result.id);
  } else if (error != Error::unconfirmed) {
    end_input(exit_code_of(error), "message " + std::to_string(result.ticket) + ": " +
                                       report_.line(result.fault, producer.last_words()));
  }
  if (!input_ended_) send_soon();
  close_when_told();
}

void ProduceTask::print_id(const MessageId& id) {
  output_.buffer() += without_controls({id.text, id.size});
  output_.buffer() += '\n';
  output_.flush();
  if (output_.error() != 0) on_written();
}

/// No more messages are sent; those under way are still waited for. The first outcome other than 0
/// is how the command ends.
void ProduceTask::end_input(int outcome, const std::string& text) {
  if (outcome_ == 0) {
    outcome_ = outcome;
    outcome_text_ = text;
  }
  input_ended_ = true;
  source_.stop();
  uv_timer_stop(&interval_);
  close_when_told();
}

void ProduceTask::close_when_told() {
  if (input_ended_ && told_ == sent_) close(kGraceMs);
}

void ProduceTask::close(Millis drain_ms) {
  if (closed_) return;
  if (closing_ && drain_ms > 0) return;
  closing_ = true;
  producer_.close(drain_ms);
}

void ProduceTask::on_stop(int signal) {
  signal_ = signal;
  source_.stop();
  if (closed_) return report_and_finish();
  give_up_after(kGraceMs);
  if (!input_ended_) send_soon();
}

void ProduceTask::on_second_stop(int signal) {
  signal_ = signal;
  source_.stop();
  report_and_finish();
}

void ProduceTask::on_give_up() {
  if (closed_) return fail(2, "nobody reads stdout: check where it leads to" + tally());
  // All confirmed, and closing: that is as good as done.
  if (!closing_) end_input(2, "gave up: " + why_not_done());
  close(0);
}

void ProduceTask::on_failed(Producer& producer, Fault fault) {
  progress_.failed(fault, producer.last_words());
  fail(exit_code_of(fault.error), report_.line(fault, producer.last_words()) + tally());
}

void ProduceTask::on_closed(Producer&) {
  progress_.closed();
  closed_ = true;
  on_written();
}

void ProduceTask::on_written() {
  if (output_.error() != 0) {
    end_input(1, std::string("cannot write stdout (") + std::strerror(output_.error()) +
                     "): check where it leads to");
    if (!closed_) return close(kGraceMs);
  }
  const bool written = output_.pending_size() == 0 || output_.error() != 0;
  if (closed_ && (written || outcome_ != 0 || signal_ != 0)) return report_and_finish();
  if (!input_ended_) send_soon();
}

void ProduceTask::report_and_finish() {
  if (signal_ != 0) {
    const std::string stopped = std::string("stopped by ") + name_of_signal(signal_) + ": ";
    const uint64_t missing = all() - confirmed_;
    if (missing == 0) return fail(128 + signal_, stopped + "all that was read is confirmed");
    return fail(128 + signal_, stopped + std::to_string(missing) + " of " + std::to_string(all()) +
                                   " messages were not confirmed: send them again");
  }
  if (outcome_ == 0) return finish(0);
  fail(outcome_, outcome_text_ + tally());
}

std::string ProduceTask::why_not_done() const {
  if (!progress_.is_open()) return progress_.last_trouble();
  if (!input_ended_ && confirmed_ == sent_) {
    return "there was more to send: end the input, or allow more time";
  }
  return "the server has not confirmed everything: allow more time";
}

/// Messages sent and, at the end, those that were to be.
uint64_t ProduceTask::all() {
  if (!never_sent_) never_sent_ = source_.waiting();
  return sent_ + *never_sent_;
}

/// `; 3 of 5 messages were confirmed`.
std::string ProduceTask::tally() {
  if (outcome_ == 1 && sent_ == 0) return "";
  return "; " + std::to_string(confirmed_) + " of " + std::to_string(all()) +
         " messages were confirmed";
}

}  // namespace

int run_produce(const Options& options, const Identity& identity) {
  // Never destroyed: the loop and a look-up of the system's resolver may still refer to it.
  return (new ProduceTask(options, identity))->run();
}

}  // namespace uc8::cli
