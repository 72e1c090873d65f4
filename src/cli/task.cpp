// SPDX-License-Identifier: Apache-2.0
#include "cli/task.h"

#include <csignal>
#include <cstring>

namespace uc8::cli {

Task::Task(const Options& options, const Identity& identity, std::string subject)
    : options_(options),
      identity_(identity),
      log_(options.verbosity),
      report_(identity.place(), identity.secrets(), options.service()),
      network_(loop(), options, identity),
      progress_(loop(), log_, report_, std::move(subject)) {
  uv_signal_init(&loop(), &interrupt_);
  uv_signal_init(&loop(), &terminate_);
  uv_timer_init(&loop(), &give_up_);
  interrupt_.data = this;
  terminate_.data = this;
  give_up_.data = this;
}

int Task::run() {
  const auto handler = [](uv_signal_t* handle, int signal) {
    static_cast<Task*>(handle->data)->on_signal(signal);
  };
  uv_signal_start(&interrupt_, handler, SIGINT);
  uv_signal_start(&terminate_, handler, SIGTERM);
  if (options_.insecure) {
    log_.warning("--insecure: the certificate of " + report_.place() +
                 " is not checked, anyone on the way can read and change everything");
  }
  if (identity_.shows_secret()) {
    log_.warning("the JWT goes to " + report_.place() +
                 " unencrypted, anyone on the way can read it: give wss:// or https://");
  }
  on_start();
  if (!finished_) uv_run(&loop(), UV_RUN_DEFAULT);
  return exit_code_;
}

void Task::on_signal(int signal) {
  if (stopping_) return on_second_stop(signal);
  stopping_ = true;
  on_stop(signal);
}

void Task::give_up_after(Millis after) {
  const auto handler = [](uv_timer_t* timer) { static_cast<Task*>(timer->data)->on_give_up(); };
  uv_update_time(&loop());
  uv_timer_start(&give_up_, handler, after, 0);
}

void Task::finish(int exit_code) {
  if (finished_) return;
  finished_ = true;
  exit_code_ = exit_code;
  uv_signal_stop(&interrupt_);
  uv_signal_stop(&terminate_);
  uv_timer_stop(&give_up_);
  uv_stop(&loop());
}

void Task::fail(int exit_code, const std::string& text) {
  if (finished_) return;
  log_.error(text);
  finish(exit_code);
}

void Task::fail(const Fault& fault, Bytes last_words) {
  progress_.failed(fault, last_words);
  fail(exit_code_of(fault.error), report_.line(fault, last_words));
}

void Task::fail_output(int error) {
  fail(1,
       std::string("cannot write stdout (") + std::strerror(error) + "): check where it leads to");
}

const char* Task::name_of_signal(int signal) {
  return signal == SIGINT ? "SIGINT" : "SIGTERM";
}

}  // namespace uc8::cli
