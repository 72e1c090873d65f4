// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_task.h"

namespace uc8::cli {
namespace {

constexpr Millis kGiveUpMs = 30'000;

Timeouts timeouts_of(const Options& options) {
  Timeouts timeouts;
  timeouts.ping_interval_ms = options.keepalive_ms;
  return timeouts;
}

std::string seconds(Millis ms) {
  std::string text = std::to_string(ms / 1000);
  if (ms % 1000 != 0) text += "." + std::to_string(1000 + ms % 1000).substr(1);
  return text + " s";
}

}  // namespace

AdminTask::AdminTask(const Options& options, const Identity& identity, std::string subject)
    : Task(options, identity, std::move(subject)),
      admin_(identity.account(), timeouts_of(options), storage_.view(), network_.transport(),
             network_.runtime(), *this),
      output_(loop(), 1, [this] { on_written(); }) {}

void AdminTask::on_start() {
  give_up_after(options_.give_up_ms.value_or(kGiveUpMs));
  progress_.connecting();
  const Error error = begin(admin_);
  if (error != Error::ok) fail(Fault{error, Origin::none, 0}, {});
}

void AdminTask::on_done(StreamAdmin&, bool found) {
  progress_.closed();
  done_ = true;
  outcome_ = end(found, output_.buffer());
  output_.flush();
  on_written();
}

void AdminTask::on_written() {
  if (output_.error() != 0) return fail_output(output_.error());
  if (output_.pending_size() == 0) finish(outcome_);
}

void AdminTask::on_interrupted(StreamAdmin& admin, const Interruption& interruption) {
  progress_.interrupted(interruption, admin.last_words());
}

void AdminTask::on_failed(StreamAdmin& admin, Fault fault) {
  fail(fault, admin.last_words());
}

void AdminTask::on_closed(StreamAdmin&) {}

void AdminTask::on_stop(int signal) {
  admin_.close();
  fail(128 + signal,
       std::string("stopped by ") + name_of_signal(signal) + " before it was done: run it again");
}

void AdminTask::on_give_up() {
  const std::string after =
      "gave up after " + seconds(options_.give_up_ms.value_or(kGiveUpMs)) + ": ";
  if (done_) return fail(2, after + "nobody reads stdout: check where it leads to");
  admin_.close();
  fail(2, after + progress_.last_trouble());
}

}  // namespace uc8::cli
