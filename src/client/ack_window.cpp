// SPDX-License-Identifier: Apache-2.0
#include "client/ack_window.h"

#include "base/assert.h"

namespace uc8 {

static_assert(sizeof(AckSlot) <= ConsumerMemory::kSlotBytes, "the storage reserves less");

AckWindow::AckWindow(MutableBytes memory, uint16_t slots)
    : slots_(reinterpret_cast<AckSlot*>(memory.data)), count_(slots) {
  if (memory.size < count_ * sizeof(AckSlot)) count_ = 0;  // open() answers for it.
  for (size_t i = 0; i < count_; ++i) slots_[i] = AckSlot();
}

AckSlot* AckWindow::find(const MessageId& id, AckState state) {
  for (size_t i = 0; i < count_; ++i) {
    const size_t at = (hint_ + i) % count_;
    if (slots_[at].state == state && slots_[at].id == id) {
      hint_ = at;
      return &slots_[at];
    }
  }
  return nullptr;
}

AckSlot* AckWindow::find_state(AckState state) {
  for (size_t i = 0; i < count_; ++i) {
    const size_t at = (hint_ + i) % count_;
    if (slots_[at].state == state) return &slots_[at];
  }
  return nullptr;
}

size_t* AckWindow::counter(AckState state) {
  switch (state) {
    case AckState::delivered:
      return &delivered_;
    case AckState::owed:
    case AckState::refused:
      return &owed_;
    case AckState::sent:
      return &sent_;
    default:
      return nullptr;
  }
}

void AckWindow::change(AckSlot& slot, AckState state) {
  if (size_t* from = counter(slot.state)) --*from;
  if (size_t* to = counter(state)) ++*to;
  slot.state = state;
  if (state == AckState::owed || state == AckState::refused) slot.order = ++turn_;
}

bool AckWindow::take(const MessageId& id) {
  static constexpr AckState kKnown[] = {AckState::owed, AckState::sent, AckState::stale,
                                        AckState::delivered};
  for (AckState state : kKnown) {
    AckSlot* slot = find(id, state);
    if (slot == nullptr) continue;
    const bool was_open = state == AckState::stale || state == AckState::delivered;
    if (was_open && slot->repeats < 255) ++slot->repeats;
    if (slot->unanswered < 255) ++slot->unanswered;
    change(*slot, AckState::delivered);
    return true;
  }
  // A displaced `sent` is only an acknowledgement that will not be repeated.
  static constexpr AckState kPlaces[] = {AckState::free, AckState::stale, AckState::sent};
  for (AckState state : kPlaces) {
    AckSlot* slot = find_state(state);
    if (slot == nullptr) continue;
    change(*slot, AckState::delivered);
    slot->id = id;
    slot->repeats = 0;
    slot->unanswered = 1;
    return true;
  }
  return false;
}

Error AckWindow::settle(const MessageId& id, AckState state, bool keep) {
  static constexpr AckState kOpen[] = {AckState::delivered, AckState::stale};
  for (AckState from : kOpen) {
    if (AckSlot* slot = find(id, from)) {
      change(*slot, keep || from == AckState::delivered ? state : AckState::free);
      return Error::ok;
    }
  }
  static constexpr AckState kSettled[] = {AckState::owed, AckState::sent, AckState::free};
  for (AckState from : kSettled) {
    AckSlot* slot = find(id, from);
    if (slot == nullptr || slot->repeats == 0) continue;
    --slot->repeats;  // The other delivery of the same id: one acknowledgement speaks for both.
    return Error::ok;
  }
  return Error::unknown_message;
}

AckSlot* AckWindow::next_owed() {
  AckSlot* first = nullptr;
  for (size_t i = 0; owed_ > 0 && i < count_; ++i) {
    AckSlot& slot = slots_[i];
    if (slot.state != AckState::owed && slot.state != AckState::refused) continue;
    if (first == nullptr || static_cast<int32_t>(slot.order - first->order) < 0) first = &slot;
  }
  return first;
}

void AckWindow::written(AckSlot& slot, bool keep, uint32_t epoch) {
  UC8_ASSERT(slot.state == AckState::owed || slot.state == AckState::refused);
  if (slot.unanswered > 0) --slot.unanswered;
  if (!keep && slot.unanswered > 0) return;
  change(slot, keep && slot.state == AckState::owed ? AckState::sent : AckState::free);
  slot.order = epoch;
}

void AckWindow::proven(uint32_t epoch) {
  for (size_t i = 0; i < count_; ++i) {
    const bool older = static_cast<int32_t>(epoch - slots_[i].order) >= 0;
    if (slots_[i].state == AckState::sent && older) change(slots_[i], AckState::free);
  }
}

void AckWindow::interrupted(bool keep) {
  for (size_t i = 0; i < count_; ++i) {
    AckSlot& slot = slots_[i];
    slot.unanswered = 0;
    if (slot.state == AckState::delivered) change(slot, AckState::stale);
    if (slot.state == AckState::refused) change(slot, AckState::free);
    if (slot.state == AckState::owed || slot.state == AckState::sent) {
      change(slot, keep ? AckState::owed : AckState::free);
    }
  }
}

}  // namespace uc8
