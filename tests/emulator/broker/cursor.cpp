// SPDX-License-Identifier: Apache-2.0
#include "broker/cursor.h"

namespace uc8::emulator {

bool Cursor::acknowledge(Position position) {
  if (acknowledged(position)) return false;
  beyond_.insert(position);
  absorb();
  return true;
}

void Cursor::acknowledge_below(Position end) {
  if (end <= mark_) return;
  mark_ = end;
  beyond_.erase(beyond_.begin(), beyond_.lower_bound(end));
  absorb();
}

uint64_t Cursor::backlog(Position end) const {
  return end <= mark_ ? 0 : end - mark_ - beyond_.size();
}

void Cursor::absorb() {
  while (!beyond_.empty() && *beyond_.begin() == mark_) {
    beyond_.erase(beyond_.begin());
    ++mark_;
  }
}

}  // namespace uc8::emulator
