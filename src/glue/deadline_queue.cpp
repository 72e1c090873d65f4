// SPDX-License-Identifier: Apache-2.0
//
// The queue that every Runtime may keep its deadlines in: a list through the Deadlines themselves.
// An application has a handful of them, so a walk is cheaper than anything cleverer.
#include "uc8/port/runtime.h"

namespace uc8 {

void Runtime::insert(Deadline*& head, Deadline& deadline, Millis at) {
  remove(head, deadline);
  if (deadline.armed_) uc8_panic("Runtime: a deadline that is armed in another queue");
  Deadline** link = &head;
  while (*link != nullptr && (*link)->at_ <= at) link = &(*link)->next_;  // Equal: first come.
  deadline.at_ = at;
  deadline.armed_ = true;
  deadline.next_ = *link;
  *link = &deadline;
}

void Runtime::remove(Deadline*& head, Deadline& deadline) {
  if (!deadline.armed_) return;
  Deadline** link = &head;
  while (*link != nullptr && *link != &deadline) link = &(*link)->next_;
  if (*link == nullptr) return;  // In another list of the same implementation.
  *link = deadline.next_;
  deadline.next_ = nullptr;
  deadline.armed_ = false;
}

Runtime::Deadline* Runtime::take_due(Deadline*& head, Millis now) {
  Deadline* first = head;
  if (first == nullptr || first->at_ > now) return nullptr;
  remove(head, *first);
  return first;
}

Result<Millis> Runtime::first_due(const Deadline* head) {
  if (head == nullptr) return Error::would_block;
  return head->at_;
}

}  // namespace uc8
