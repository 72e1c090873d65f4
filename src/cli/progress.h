// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <string>

#include "cli/log.h"
#include "cli/report.h"
#include "uc8/stream.h"

namespace uc8::cli {

/// The life of one connection as stderr shows it: a line for each change with `-v`, and otherwise
/// one when an outage lasts.
class Progress {
 public:
  /// `subject`: `producer STREAM`, `consumer STREAM/NAME`, `create STREAM` …
  Progress(uv_loop_t& loop, const Log& log, const Report& report, std::string subject);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void connecting();
  void open();
  void interrupted(const Interruption& interruption, Bytes last_words);
  void closed();
  void failed(const Fault& fault, Bytes last_words);

  bool is_open() const { return open_; }
  /// What the last interruption was about, for a line that says why we give up.
  std::string last_trouble() const;

 private:
  void step(const char* state, const std::string& reason = "");
  static void on_retry(uv_timer_t* timer);

  uv_loop_t& loop_;
  const Log& log_;
  const Report& report_;
  std::string subject_;
  std::string trouble_;  // Of the last interruption; empty once open.
  uv_timer_t retry_;
  uint64_t outage_start_ms_;  // When we began to be without a connection.
  bool open_ = false;
  bool told_ = false;
};

}  // namespace uc8::cli
