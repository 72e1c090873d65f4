// SPDX-License-Identifier: Apache-2.0
#include "cli/log.h"

#include <unistd.h>
#include <uv.h>

namespace uc8::cli {
namespace {

uint64_t now_ms() {
  return uv_hrtime() / 1'000'000;
}

void write_line(const std::string& line) {
  // One call a line, so that the lines of several processes do not mix. There is nobody to tell
  // when it fails.
  const ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
  static_cast<void>(ignored);
}

}  // namespace

Log::Log(int verbosity) : verbosity_(verbosity), start_(now_ms()) {}

void Log::error(const std::string& text) const {
  write_line("uc8: " + text + "\n");
}

void Log::notice(const std::string& text) const {
  if (verbosity_ >= 0) error(text);
}

void Log::step(const std::string& text) const {
  if (verbosity_ > 0) write_line("+" + std::to_string(now_ms() - start_) + " " + text + "\n");
}

}  // namespace uc8::cli
