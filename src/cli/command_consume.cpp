// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstring>
#include <deque>
#include <set>

#include "cli/consume_memory.h"
#include "cli/format.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/stream_name.h"
#include "cli/task.h"

namespace uc8::cli {
namespace {

// With so much text of one loop turn in memory, it is written before more is taken.
constexpr size_t kBatchMax = 1 << 18;

/// Host name and pid: who looks at the server's list of consumers finds the process.
std::string default_name() {
  char host[256] = "uc8";
  gethostname(host, sizeof host - 1);
  return std::string(host) + "-" + std::to_string(getpid());
}

std::string name_of(const Options& options) {
  return options.consumer_name.empty() ? default_name() : options.consumer_name;
}

class ConsumeTask final : public Task, private ConsumerHandler {
 public:
  ConsumeTask(const Options& options, const Identity& identity)
      : Task(options, identity, "consumer " + options.stream + "/" + name_of(options)),
        name_(name_of(options)),
        format_(Format::parse(options.format)),
        origin_{full_name(options.stream, options.scope, options.service()), options.subscription},
        memory_(options),
        consumer_(identity.account(), config(), memory_.view(), network_.transport(),
                  network_.runtime(), *this),
        output_(loop(), 1, [this] { on_written(); }) {}

 private:
  /// A message whose text is in the output, up to `end`.
  struct Printed {
    MessageId id;
    uint64_t end;
  };

  ConsumerConfig config() const;

  void on_start() override;
  void on_stop(int signal) override;
  void on_give_up() override;

  void on_open(Consumer&) override { progress_.open(); }
  Flow on_message(Consumer&, const Message& message) override;
  void on_batch_end(Consumer&) override { write_and_acknowledge(); }
  void on_oversized(Consumer&, const MessageId& id, size_t size) override;
  void on_interrupted(Consumer& consumer, const Interruption& interruption) override {
    progress_.interrupted(interruption, consumer.last_words());
  }
  void on_failed(Consumer& consumer, Fault fault) override { fail(fault, consumer.last_words()); }
  void on_closed(Consumer&) override;

  void on_written();
  void write_and_acknowledge();
  void acknowledge_written();
  void end(int outcome, const std::string& text);
  void restart_clock();
  bool has_all() const { return options_.count && taken_ == *options_.count; }

  std::string name_;
  Format format_;
  Format::Origin origin_;
  ConsumeMemory memory_;
  Consumer consumer_;
  Output output_;
  std::deque<Printed> unwritten_;
  std::set<std::string> oversized_;
  uint64_t taken_ = 0;
  int outcome_ = 0;
  std::string outcome_text_;
  bool held_ = false;
  bool ending_ = false;
};

ConsumerConfig ConsumeTask::config() const {
  ConsumerConfig config;
  config.stream = {options_.stream.c_str(), options_.scope};
  config.create_stream = options_.create;
  config.subscription = options_.subscription.c_str();
  config.consumer_name = name_.c_str();
  config.type = options_.type;
  config.push = options_.push;
  config.timeouts.ping_interval_ms = options_.keepalive_ms;
  return config;
}

void ConsumeTask::on_start() {
  restart_clock();
  progress_.connecting();
  const Error error = consumer_.open();
  if (error != Error::ok) fail(Fault{error, Origin::none, 0}, {});
}

void ConsumeTask::restart_clock() {
  if (options_.give_up_ms) give_up_after(*options_.give_up_ms);
}

Flow ConsumeTask::on_message(Consumer&, const Message& message) {
  if (ending_ || has_all()) return Flow::hold;
  if (output_.pending_size() >= kBatchMax) output_.flush();
  if (output_.is_blocked() || output_.error() != 0) {
    held_ = true;
    return Flow::hold;
  }
  format_.print(message, origin_, output_.buffer());
  unwritten_.push_back({message.id, output_.given()});
  ++taken_;
  restart_clock();
  return Flow::next;
}

void ConsumeTask::write_and_acknowledge() {
  if (!output_.is_blocked()) output_.flush();
  on_written();
}

/// The output went on, or failed.
void ConsumeTask::on_written() {
  acknowledge_written();
  if (ending_) return;
  if (output_.error() != 0) {
    return end(1, std::string("cannot write stdout (") + std::strerror(output_.error()) +
                      "), what was not written is not acknowledged: check where it leads to");
  }
  if (output_.is_blocked()) return;
  if (has_all()) return end(0, "");
  if (held_) {
    held_ = false;
    consumer_.resume();
  }
}

void ConsumeTask::acknowledge_written() {
  while (!unwritten_.empty() && unwritten_.front().end <= output_.written()) {
    const MessageId id = unwritten_.front().id;
    unwritten_.pop_front();
    if (!options_.acknowledge || ending_) continue;
    // What is not taken any more comes again, and is then acknowledged.
    const Error error = consumer_.acknowledge(id);
    if (error != Error::ok) log_.step("not acknowledged " + words_of(error));
  }
}

void ConsumeTask::on_oversized(Consumer&, const MessageId& id, size_t size) {
  const std::string text(id.text, id.size);
  const std::string line = "message " + printable(text) + " takes " + std::to_string(size) +
                           " bytes, more than uc8 can take, and stays unacknowledged: skip it by "
                           "another program";
  if (!oversized_.insert(text).second) return end(4, line);
  log_.error(line);
}

void ConsumeTask::on_stop(int signal) {
  write_and_acknowledge();
  end(128 + signal, "");
}

void ConsumeTask::on_give_up() {
  write_and_acknowledge();
  const std::string after = "gave up, no message came for the time that -W says: ";
  if (!unwritten_.empty()) {
    return end(2, std::to_string(unwritten_.size()) +
                      " messages could not be written, nobody reads stdout, and stay "
                      "unacknowledged: check where it leads to");
  }
  if (taken_ > 0 && !options_.count) return end(0, "");
  std::string text = after + progress_.last_trouble();
  if (progress_.is_open()) text = after + "check that someone produces, or allow more time";
  if (options_.count) {
    text += "; " + std::to_string(taken_) + " of " + std::to_string(*options_.count) + " came";
  }
  end(2, text);
}

/// The first call decides how the command ends.
void ConsumeTask::end(int outcome, const std::string& text) {
  if (ending_) return;
  ending_ = true;
  do_not_give_up();
  outcome_ = outcome;
  outcome_text_ = text;
  consumer_.close();
}

void ConsumeTask::on_closed(Consumer&) {
  progress_.closed();
  if (outcome_text_.empty()) return finish(outcome_);
  fail(outcome_, outcome_text_);
}

}  // namespace

int run_consume(const Options& options, const Identity& identity) {
  // Never destroyed: the loop and a look-up of the system's resolver may still refer to it.
  return (new ConsumeTask(options, identity))->run();
}

}  // namespace uc8::cli
