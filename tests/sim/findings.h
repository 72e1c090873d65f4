// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

#include <string>

#include "sim/scheduler.h"

namespace uc8::sim {

/// Formats as printf does.
std::string text(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// What a run has to tell: its trace, and the first promise that was broken.
class Findings {
 public:
  Findings(const Scheduler& clock, bool is_verbose) : clock_(clock), is_verbose_(is_verbose) {}

  void trace(const char* format, ...) __attribute__((format(printf, 2, 3)));
  /// `check` is the name of the promise, one word.
  void violated(const char* check, const char* format, ...) __attribute__((format(printf, 3, 4)));

  bool any() const { return !check_.empty(); }
  const std::string& check() const { return check_; }
  const std::string& words() const { return words_; }
  /// Of the whole trace: two runs with the same digest went the same way.
  uint64_t digest() const { return digest_; }

 private:
  void line(const std::string& line);

  const Scheduler& clock_;
  bool is_verbose_;
  std::string check_;
  std::string words_;
  uint64_t digest_ = 0xcbf29ce484222325ULL;
};

}  // namespace uc8::sim
