// SPDX-License-Identifier: Apache-2.0
#include "glue/driver.h"

#include "base/assert.h"

namespace uc8 {

namespace {

// Upper bound on reads and on writes per run, so that one busy stream cannot starve the loop.
constexpr int kRounds = 16;

}  // namespace

void RuntimeEntropy::fill(MutableBytes out) {
  if (runtime_.entropy(out) != Error::ok) uc8_panic("uc8: the Runtime has no entropy");
}

void Driver::wake() {
  if (link_->is_at_rest()) return;
  again_ = true;
  if (!running_) runtime_.arm(*this, runtime_.now());
}

void Driver::run() {
  running_ = true;
  again_ = false;
  last_ = Event::none;
  look_at_clock();
  core_->tick();
  bool moved = true;
  for (int round = 0; round < kRounds && moved; ++round) {
    moved = run_commands();
    moved = read() || moved;
    moved = tell_all() || moved;
  }
  end_batch();
  bool more = moved;
  for (int round = 0; round < kRounds; ++round) {
    core_->fill();
    more = write();
    if (!more) break;
  }
  // What writing found out is told on the next turn, so that nothing is told behind the last event.
  more = run_commands() || more;
  if (moved || more) again_ = true;
  arm();
  running_ = false;
  if (last_ == Event::none) return;
  link_->end_is_told();
  tell(last_);  // Nothing after this: the object may be gone.
}

// Answers whether there was anything to tell.
bool Driver::tell_all() {
  bool told = false;
  while (last_ == Event::none) {
    const Event event = core_->next_event();
    if (event == Event::none) break;
    told = true;
    if (is_last(event)) {
      last_ = event;
    } else {
      tell(event);
    }
  }
  return told;
}

bool Driver::run_commands() {
  bool any = false;
  for (;;) {
    switch (link_->next_command()) {
      case LinkCommand::close_transport: {
        // Whatever still fits, such as the echo of a Close frame; nobody waits for it.
        // Not a request that is half written: its text is another by now.
        const Bytes rest = link_->out().pending();
        if (rest.size > 0 && up_) (void)transport_.write(rest).ok();
        transport_.close();
        up_ = false;
        break;
      }
      case LinkCommand::open_transport:
        break;
      case LinkCommand::none:
        return open_transport() || any;
    }
    any = true;
  }
}

bool Driver::open_transport() {
  if (!link_->is_opening()) return false;
  const Error error = transport_.open(link_->endpoint(), *this);
  if (error == Error::would_block) return false;
  if (error == Error::ok) {
    up_ = true;
    link_->transport_open();
  } else {
    lose(error);
  }
  return true;
}

bool Driver::read() {
  if (!link_->carries_bytes()) return false;
  // No space means the application is behind: by not reading we let TCP slow the server down.
  const MutableBytes space = link_->receive_space();
  if (space.size == 0) {
    link_->set_read_armed(false);
    return false;
  }
  link_->set_read_armed(true);
  const Result<size_t> got = transport_.read(space);
  if (got.ok() && got.value() > 0) {
    link_->received(got.value());
  } else if (got.ok()) {
    link_->end_of_stream();
  } else if (got.error() == Error::would_block) {
    return false;
  } else {
    lose(got.error());
  }
  return true;
}

// Answers whether there may be more to write.
bool Driver::write() {
  if (!link_->carries_bytes()) return false;
  const Bytes out = link_->transmit_pending();
  if (out.size == 0) return false;
  const Result<size_t> taken = transport_.write(out);
  if (taken.ok()) {
    link_->transmitted(taken.value());
    return true;
  }
  if (taken.error() != Error::would_block) lose(taken.error());
  return false;
}

void Driver::lose(Error error) {
  up_ = false;
  Fault fault = transport_.last_fault();
  fault.error = error;
  link_->transport_lost(fault);
}

void Driver::arm() {
  const Millis next = again_ ? link_->now() : core_->deadline();
  if (last_ != Event::none || next == Link::kNever) {
    runtime_.disarm(*this);
  } else {
    runtime_.arm(*this, next);
  }
}

}  // namespace uc8
