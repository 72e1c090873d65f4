// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace uc8::cli {

/// Bytes to lines.
///
/// **`feed()` only when `next()` has answered false: then no more than one unfinished line is
/// held.** The first line that is too long ends everything: lines before it are still told.
class LineSplitter {
 public:
  explicit LineSplitter(size_t line_max) : line_max_(line_max) {}

  void feed(std::string_view bytes);
  /// No more will come: what stands behind the last newline is a line if it is not empty.
  void end() { ended_ = true; }

  /// The next line without its newline, valid until `feed()`; false: none yet, or never again.
  bool next(std::string_view& line);
  bool at_end() const { return ended_ && position_ == held_.size(); }

  /// Number of the line that is too long, from 1; 0: none.
  uint64_t too_long() const { return too_long_; }

 private:
  std::string held_;
  size_t position_ = 0;
  size_t scanned_ = 0;  // No newline before it, from `position_` on.
  size_t line_max_;
  uint64_t lines_ = 0;
  uint64_t too_long_ = 0;
  bool ended_ = false;
};

}  // namespace uc8::cli
