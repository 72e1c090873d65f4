// SPDX-License-Identifier: Apache-2.0
//
// What a Consumer writes: acknowledgements first, then permits.
#include "client/consumer_core.h"
#include "wire/delivery.h"

namespace uc8 {

void ConsumerCore::fill() {
  const bool closing = link_.state() == LinkState::closing;
  if (!link_.is_open() && !closing) return;
  for (;;) {
    if (writing_ != Frame::none && !link_.continue_message()) return;
    if (writing_ == Frame::permit) permits_outstanding_ += writing_permits_;
    writing_ = Frame::none;
    if (closing && acks_.owed() == 0) link_.close_websocket();
    link_.ws().send_control(link_.out());
    if (link_.ws().has_control() || link_.ws().is_close_sent()) return;
    if (link_.out().space().size == 0 || !choose_frame()) return;
  }
}

bool ConsumerCore::choose_frame() {
  if (AckSlot* slot = acks_.next_owed()) {
    const bool refused = slot->state == AckState::refused;
    writing_ = refused ? Frame::negative_acknowledgement : Frame::acknowledgement;
    writing_id_ = slot->id;
    // Begun is as good as written: a frame is finished unless the link breaks, and then what was
    // written is owed again.
    acks_.written(*slot, is_pull(), link_.next_epoch());
  } else if (link_.is_open() && permits_due() > 0) {
    writing_permits_ = permits_due();
    writing_ = Frame::permit;
  } else {
    // Slots whose acknowledgements are written wait for a proof that the server has read them. Ask
    // for it before they run short.
    const bool asked = static_cast<int32_t>(epoch_pinged_ - epoch_proven_) > 0;
    if (link_.is_open() && !asked && acks_.sent() * 2 >= acks_.capacity()) {
      epoch_pinged_ = link_.request_ping();
      link_.ws().send_control(link_.out());
    }
    return false;
  }
  link_.begin_message();
  return true;
}

// Topped up at half, so that permits do not travel one by one.
uint32_t ConsumerCore::permits_due() const {
  if (!is_pull()) return 0;
  const size_t available = acks_.available();
  if (available <= permits_outstanding_) return 0;
  const size_t due = available - permits_outstanding_;
  const size_t step = acks_.capacity() > 1 ? acks_.capacity() / 2 : 1;
  return due >= step ? static_cast<uint32_t>(due) : 0;
}

void ConsumerCore::write_message(WindowWriter& to) {
  if (writing_ == Frame::permit) {
    write_permit(to, writing_permits_);
  } else {
    write_acknowledgement(to, writing_id_, writing_ == Frame::negative_acknowledgement);
  }
}

}  // namespace uc8
