// SPDX-License-Identifier: Apache-2.0
#include "sim/process.h"

namespace uc8::sim {

namespace {

constexpr Millis kCloseMs = 2'000;   // What close() promises,
constexpr Millis kMarginMs = 1'000;  // and what a busy loop may add.

}  // namespace

Process::Process(Stage& stage, Server& server, int number)
    : stage_(stage), server_(server), number_(number) {
  watch_for_death();
}

void Process::begin_life() {
  ++life_;
  runtimes_.push_back(std::make_unique<SimRuntime>(stage_.clock, stage_.seed_dice.fork(),
                                                   stage_.scenario.lateness_max));
  transports_.push_back(std::make_unique<SimTransport>(
      stage_, number_, [this](const std::shared_ptr<Wire>& wire) { return server_.accept(wire); }));
  create();
}

void Process::start() {
  if (state_ != State::absent || is_finishing_) return;
  begin_life();
  open();
}

void Process::open() {
  stage_.findings.trace("process %d: open()", number_);
  state_ = State::running;
  if (call([&] { return open_object(); }) != Error::ok) {
    stage_.findings.violated("open_is_taken", "process %d", number_);
  }
  if (call([&] { return open_object(); }) != Error::wrong_state) {
    stage_.findings.violated("open_is_taken", "process %d: twice", number_);
  }
}

void Process::later(Millis delay, std::function<void()> action) {
  stage_.clock.after(delay, [this, life = life_, action = std::move(action)] {
    if (life == life_ && state_ != State::absent) action();
  });
}

bool Process::enter(const char* callback, bool at_rest) {
  stage_.findings.trace("process %d: %s", number_, callback);
  if (calls_ > 0) {
    stage_.findings.violated("callbacks_from_loop", "process %d: %s inside a call", number_,
                             callback);
  }
  if (state_ == State::running || state_ == State::closing) return true;
  if (at_rest && state_ != State::absent) return true;
  stage_.findings.violated("silent_when_closed", "process %d: %s", number_, callback);
  return false;
}

void Process::maybe_close() {
  if (state_ != State::running || !stage_.strikes(stage_.scenario.close_percent, dice())) return;
  close(dice().coin() ? 0 : dice().below(4'000));
}

void Process::close(Millis drain_ms) {
  stage_.findings.trace("process %d: close()", number_);
  state_ = State::closing;
  const int this_close = ++closes_;
  later(drain_ms + kCloseMs + kMarginMs, [this, this_close] {
    if (state_ != State::closing || closes_ != this_close) return;
    stage_.findings.violated("close_is_answered", "process %d", number_);
  });
  (void)call([&] {
    close_object(drain_ms);
    return 0;
  });
  if (call([&] { return open_object(); }) != Error::wrong_state) {
    stage_.findings.violated("open_is_taken", "process %d: before its end", number_);
  }
}

void Process::handle_interrupted(const Interruption& interruption) {
  const Error error = interruption.fault.error;
  stage_.findings.trace("process %d: interrupted: %s, attempt %d", number_, name_of(error),
                        interruption.attempt);
  const bool is_calm = error == Error::conflict || error == Error::not_yet;
  const bool asks_differently = stage_.scenario.refuses_numbering && error == Error::server_busy;
  if (stage_.scenario.is_calm && !is_calm && !asks_differently) {
    stage_.findings.violated("calm", "process %d: %s for no reason", number_, name_of(error));
  }
  if (stage_.plants(Plant::fail_without_cause)) {
    stage_.books.failed(number_, {Error::unauthorized, Origin::http, 401});
  }
  maybe_close();
}

void Process::handle_failed(Fault fault) {
  stage_.findings.trace("process %d: failed: %s", number_, name_of(fault.error));
  stage_.books.failed(number_, fault);
  check_rest("failed");
  state_ = State::failed;
  on_over(false);
  later(dice().between(100, 4'000), [this] { come_back(); });
}

void Process::handle_closed() {
  if (stage_.plants(Plant::swallow_closed)) return;
  if (state_ != State::closing) {
    stage_.findings.violated("close_is_answered", "process %d: it was not asked to", number_);
  }
  check_rest("closed");
  state_ = State::closed;
  on_over(false);
  if (stage_.plants(Plant::speak_after_closed)) later(5, [this] { greet_late(); });
  if (is_finishing_) {
    bury();
  } else if (dice().chance(30)) {
    open();  // From within the callback.
  } else if (dice().coin()) {
    later(dice().below(5'000), [this] { come_back(); });
  } else {
    bury();
    stage_.clock.after(dice().below(5'000), [this] { start(); });
  }
}

// The object may go now, and has no destructor that would tell anybody.
void Process::check_rest(const char* how) {
  if (!transport().is_closed()) {
    stage_.findings.violated("transport_is_free", "process %d %s", number_, how);
  }
  if (!runtime().is_idle()) {
    stage_.findings.violated("rests", "process %d %s, and has a deadline", number_, how);
  }
}

// The same object, or another one.
void Process::come_back() {
  if (state_ != State::closed && state_ != State::failed) return;
  if (dice().coin()) {
    open();
  } else {
    bury();
    start();
  }
}

// The object's memory goes with it: a library that still used it would be seen by ASan.
void Process::bury() {
  on_over(true);
  runtime().kill();
  destroy();
  state_ = State::absent;
}

void Process::watch_for_death() {
  const Millis at = stage_.clock.now() + 1'000 + dice().below(9'000);
  if (at >= stage_.scenario.faults_end) return;
  stage_.clock.at(at, [this] {
    if (state_ != State::absent && stage_.strikes(stage_.scenario.faults.kill, dice())) kill();
    watch_for_death();
  });
}

void Process::kill() {
  const bool silently = dice().coin();
  stage_.findings.trace("process %d: killed%s", number_, silently ? ", in silence" : "");
  transport().kill(silently);
  bury();
  stage_.clock.after(dice().below(5'000), [this] { start(); });
}

void Process::finish() {
  is_finishing_ = true;
  switch (state_) {
    case State::running:
      close(dice().coin() ? 0 : 1'000);
      break;
    case State::closed:
    case State::failed:
      bury();
      break;
    default:
      break;
  }
}

}  // namespace uc8::sim
