// SPDX-License-Identifier: Apache-2.0
// What a subscription has acknowledged.
#pragma once

#include <cstdint>
#include <set>

#include "broker/message_log.h"

namespace uc8::emulator {

class Cursor {
 public:
  explicit Cursor(Position start) : mark_(start) {}

  // The first position that is not acknowledged; everything below is.
  Position mark() const { return mark_; }
  bool acknowledged(Position position) const {
    return position < mark_ || beyond_.count(position) != 0;
  }
  // false: it was already.
  bool acknowledge(Position position);
  void acknowledge_below(Position end);
  uint64_t backlog(Position end) const;

 private:
  void absorb();

  Position mark_;
  std::set<Position> beyond_;  // acknowledged, above the mark
};

}  // namespace uc8::emulator
