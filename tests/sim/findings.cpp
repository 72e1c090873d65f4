// SPDX-License-Identifier: Apache-2.0
#include "sim/findings.h"

#include <stdarg.h>
#include <stdio.h>

namespace uc8::sim {

namespace {

std::string formatted(const char* format, va_list arguments) {
  char line[400];
  (void)vsnprintf(line, sizeof line, format, arguments);
  return line;
}

}  // namespace

std::string text(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const std::string out = formatted(format, arguments);
  va_end(arguments);
  return out;
}

void Findings::trace(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  line(formatted(format, arguments));
  va_end(arguments);
}

void Findings::violated(const char* check, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const std::string words = formatted(format, arguments);
  va_end(arguments);
  line(std::string("VIOLATED ") + check + ": " + words);
  if (any()) return;
  check_ = check;
  words_ = words;
}

void Findings::line(const std::string& line) {
  for (const char c : line) {  // FNV-1a.
    digest_ = (digest_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  digest_ = (digest_ ^ clock_.now()) * 0x100000001b3ULL;
  if (is_verbose_) {
    const unsigned long long now = clock_.now();
    (void)printf("%8llu.%03llu  %s\n", now / 1000, now % 1000, line.c_str());
  }
}

}  // namespace uc8::sim
