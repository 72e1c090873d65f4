// SPDX-License-Identifier: Apache-2.0
#include "cli/line_splitter.h"

#include <algorithm>

namespace uc8::cli {

void LineSplitter::feed(std::string_view bytes) {
  held_.erase(0, position_);
  scanned_ -= std::min(scanned_, position_);
  position_ = 0;
  held_ += bytes;
}

bool LineSplitter::next(std::string_view& line) {
  if (too_long_ != 0 || position_ == held_.size()) return false;
  const size_t newline = held_.find('\n', std::max(position_, scanned_));
  const bool whole = newline != std::string::npos;
  const size_t end = whole ? newline : held_.size();
  if (end - position_ > line_max_) {
    too_long_ = lines_ + 1;
    return false;
  }
  if (!whole && !ended_) {
    scanned_ = held_.size();
    return false;
  }
  line = std::string_view(held_).substr(position_, end - position_);
  position_ = whole ? end + 1 : end;
  ++lines_;
  return true;
}

}  // namespace uc8::cli
