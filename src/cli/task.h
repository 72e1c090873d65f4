// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <string>

#include "cli/identity.h"
#include "cli/log.h"
#include "cli/network.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/report.h"

namespace uc8::cli {

/// One command under way: its loop, its connection, its end.
///
/// **The first signal asks politely, the second ends at once.**
class Task {
 public:
  Task(const Options& options, const Identity& identity, std::string subject);
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  /// Runs the loop until `finish()`; answers the exit code.
  int run();

 protected:
  ~Task() = default;

  virtual void on_start() = 0;
  /// SIGINT or SIGTERM.
  virtual void on_stop(int signal) = 0;
  /// Another one: ends at once.
  virtual void on_second_stop(int signal) { finish(128 + signal); }
  /// What `give_up_after()` set has passed.
  virtual void on_give_up() = 0;

  void give_up_after(Millis after);
  void do_not_give_up() { uv_timer_stop(&give_up_); }
  /// Ends `run()`. The first call decides.
  void finish(int exit_code);
  /// One line on stderr, and the exit code with it.
  void fail(int exit_code, const std::string& text);
  /// The line of a Fault, and its exit code.
  void fail(const Fault& fault, Bytes last_words);
  void fail_output(int error);

  uv_loop_t& loop() { return *uv_default_loop(); }
  static const char* name_of_signal(int signal);

  const Options& options_;
  const Identity& identity_;
  Log log_;
  Report report_;
  Network network_;
  Progress progress_;

 private:
  void on_signal(int signal);

  uv_signal_t interrupt_;
  uv_signal_t terminate_;
  uv_timer_t give_up_;
  int exit_code_ = 0;
  bool finished_ = false;
  bool stopping_ = false;
};

}  // namespace uc8::cli
