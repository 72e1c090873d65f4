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
  again_ = true;
  if (!running_) runtime_.arm(*this, runtime_.now());
}

void Driver::run() {
  running_ = true;
  again_ = at_rest_ = false;
  const Millis now = runtime_.now();
  tick(now);
  bool moved = true;
  for (int round = 0; round < kRounds && moved; ++round) {
    moved = run_commands(now);
    moved = read(now) || moved;
    moved = deliver_all(now) || moved;
  }
  end_batch();
  bool more = moved;
  for (int round = 0; round < kRounds; ++round) {
    fill(now);
    more = write(now);
    if (!more) break;
  }
  // What writing found out, and commands that events brought, are for the next turn at the latest.
  more = run_commands(now) || more;
  deliver_all(now);
  if (moved || more) again_ = true;
  arm(now);
  running_ = false;
  if (at_rest_) tell_last();  // Nothing after this: the object may be gone.
}

// Answers whether there was anything to tell.
bool Driver::deliver_all(Millis now) {
  bool told = false;
  while (!at_rest_) {
    switch (deliver(now)) {
      case Told::nothing:
        return told;
      case Told::last:
        at_rest_ = true;
        break;
      case Told::event:
        break;
    }
    told = true;
  }
  return told;
}

bool Driver::run_commands(Millis now) {
  bool any = false;
  for (;;) {
    switch (link().next_command()) {
      case LinkCommand::close_transport: {
        // Whatever still fits, such as the echo of a Close frame; nobody waits for it.
        const Bytes rest = link().transmit_pending();
        if (rest.size > 0) (void)transport_.write(rest).ok();
        transport_.close();
        break;
      }
      case LinkCommand::open_transport:
        break;
      case LinkCommand::none:
        return open_transport(now) || any;
    }
    any = true;
  }
}

bool Driver::open_transport(Millis now) {
  if (!link().is_opening()) return false;
  const Error error = transport_.open(link().endpoint(), *this);
  if (error == Error::would_block) return false;
  if (error == Error::ok) {
    link().transport_open(now);
  } else {
    lose(error, now);
  }
  return true;
}

bool Driver::read(Millis now) {
  if (!link().carries_bytes()) return false;
  // No space means the application is behind: by not reading we let TCP slow the server down.
  const MutableBytes space = link().receive_space();
  if (space.size == 0) {
    link().set_read_armed(false, now);
    return false;
  }
  link().set_read_armed(true, now);
  const Result<size_t> got = transport_.read(space);
  if (got.ok() && got.value() > 0) {
    link().received(got.value(), now);
  } else if (got.ok()) {
    link().end_of_stream(now);
  } else if (got.error() == Error::would_block) {
    return false;
  } else {
    lose(got.error(), now);
  }
  return true;
}

// Answers whether there may be more to write.
bool Driver::write(Millis now) {
  if (!link().carries_bytes()) return false;
  const Bytes out = link().transmit_pending();
  if (out.size == 0) return false;
  const Result<size_t> taken = transport_.write(out);
  if (taken.ok()) {
    link().transmitted(taken.value());
    return true;
  }
  if (taken.error() != Error::would_block) lose(taken.error(), now);
  return false;
}

void Driver::lose(Error error, Millis now) {
  Fault fault = transport_.last_fault();
  fault.error = error;
  link().transport_lost(fault, now);
}

void Driver::arm(Millis now) {
  const Millis next = again_ ? now : deadline();
  if (at_rest_ || next == Link::kNever) {
    runtime_.disarm(*this);
  } else {
    runtime_.arm(*this, next);
  }
}

}  // namespace uc8
