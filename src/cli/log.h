// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace uc8::cli {

/// Everything that goes to stderr. Each call is one write of one line.
class Log {
 public:
  explicit Log(int verbosity);

  /// `uc8: TEXT`, always.
  void error(const std::string& text) const;
  /// `uc8: TEXT`, always: what `-q` must not hide.
  void warning(const std::string& text) const { error(text); }
  /// `uc8: TEXT`, not with `-q`.
  void notice(const std::string& text) const;
  /// `+1234 TEXT`, only with `-v`.
  void step(const std::string& text) const;

 private:
  int verbosity_;
  uint64_t start_;
};

}  // namespace uc8::cli
