// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/connect_race.h"

#include <errno.h>
#include <unistd.h>

#include "ip_address.h"
#include "socket.h"
#include "uc8/port/panic.h"

namespace uc8 {

ConnectRace::ConnectRace(uv_loop_t& loop, Owner& owner) : loop_(loop), owner_(owner) {}

void ConnectRace::start(const Course& course, const UvTcpOptions& options) {
  if (!idle()) uc8_panic("ConnectRace: start() while not idle");
  options_ = options;
  port_ = course.port;
  count_ = static_cast<uint8_t>(take_turns(course.list, course.count, addresses_, kAddressesMax));
  next_ = 0;
  error_ = 0;
  winner_ = -1;
  over_ = false;
  starved_ = false;
  running_ = true;
  (void)uv_timer_init(&loop_, &stagger_);  // Cannot fail.
  stagger_.data = this;
  ++handles_;
  advance();
}

int ConnectRace::take_winner() {
  const int winner = winner_;
  winner_ = -1;
  return winner;
}

void ConnectRace::stop() {
  if (winner_ >= 0) (void)::close(take_winner());
  over_ = false;
  let_go();
}

// Starts the next address that has a chance, or finds that there is none left.
void ConnectRace::advance() {
  while (running_ && next_ < count_) {
    Attempt* attempt = find(Attempt::State::free);
    if (attempt == nullptr) {
      // All handles in use: give up the oldest attempt, and go on once the loop has let go of it.
      starved_ = true;
      if (find(Attempt::State::closing) == nullptr) drop(*find(Attempt::State::trying));
      return;
    }
    const uint8_t number = next_++;
    attempt->number = number;
    const int result = try_address(*attempt, addresses_[number]);
    if (result == -EINPROGRESS) {
      (void)uv_timer_start(&stagger_, on_stagger, options_.attempt_delay_ms, 0);
      return;
    }
    if (result < 0) error_ = -result;
  }
  if (running_ && find(Attempt::State::trying) == nullptr) finish(-1);
}

// 0: it has won. -EINPROGRESS: it is being watched. Else why it failed, and the attempt is free.
int ConnectRace::try_address(Attempt& attempt, const IpAddress& address) {
  const int socket = open_socket(address.family, options_);
  if (socket < 0) return socket;
  int result = connect_socket(socket, address, port_);
  if (result == 0) {
    finish(socket);
    return 0;
  }
  if (result == -EINPROGRESS) {
    const int watched = watch(attempt, socket);
    if (watched == 0) return -EINPROGRESS;
    result = watched;
  }
  (void)::close(socket);
  return result;
}

int ConnectRace::watch(Attempt& attempt, int socket) {
  const int error = uv_poll_init(&loop_, &attempt.poll, socket);
  if (error != 0) return error;
  attempt.poll.data = &attempt;
  attempt.race = this;
  attempt.socket = socket;
  attempt.state = Attempt::State::trying;
  ++handles_;
  const int started = uv_poll_start(&attempt.poll, UV_WRITABLE, on_writable);
  if (started != 0) {
    attempt.socket = -1;  // Stays the caller's.
    drop(attempt);
  }
  return started;
}

// The oldest in that state.
ConnectRace::Attempt* ConnectRace::find(Attempt::State state) {
  Attempt* found = nullptr;
  for (Attempt& attempt : attempts_) {
    if (attempt.state != state) continue;
    if (found == nullptr || attempt.number < found->number) found = &attempt;
  }
  return found;
}

void ConnectRace::drop(Attempt& attempt) {
  attempt.state = Attempt::State::closing;
  uv_close(reinterpret_cast<uv_handle_t*>(&attempt.poll), on_attempt_closed);
  if (attempt.socket >= 0) (void)::close(attempt.socket);
  attempt.socket = -1;
}

void ConnectRace::finish(int winner) {
  winner_ = winner;
  over_ = true;
  let_go();
}

void ConnectRace::let_go() {
  if (!running_) return;
  running_ = false;
  for (Attempt& attempt : attempts_) {
    if (attempt.state == Attempt::State::trying) drop(attempt);
  }
  uv_close(reinterpret_cast<uv_handle_t*>(&stagger_), on_timer_closed);
}

void ConnectRace::on_writable(uv_poll_t* poll, int status, int events) {
  (void)status;  // The socket itself knows better than the poll that failed.
  (void)events;
  auto& attempt = *static_cast<Attempt*>(poll->data);
  ConnectRace& race = *attempt.race;
  const int result = connect_result(attempt.socket);
  if (result == 0) {
    const int socket = attempt.socket;
    attempt.socket = -1;  // Survives drop().
    race.finish(socket);
  } else {
    race.error_ = -result;
    race.drop(attempt);
    race.advance();
  }
  if (race.over_) race.owner_.on_race_over();
}

void ConnectRace::on_stagger(uv_timer_t* timer) {
  auto& race = *static_cast<ConnectRace*>(timer->data);
  race.advance();
  if (race.over_) race.owner_.on_race_over();
}

void ConnectRace::on_attempt_closed(uv_handle_t* handle) {
  auto& attempt = *static_cast<Attempt*>(handle->data);
  ConnectRace& race = *attempt.race;
  attempt.state = Attempt::State::free;
  if (race.starved_ && race.running_) {
    race.starved_ = false;
    race.advance();
    if (race.over_) race.owner_.on_race_over();
  }
  if (--race.handles_ == 0) race.owner_.on_race_idle();
}

void ConnectRace::on_timer_closed(uv_handle_t* handle) {
  auto& race = *static_cast<ConnectRace*>(handle->data);
  if (--race.handles_ == 0) race.owner_.on_race_idle();
}

}  // namespace uc8
