// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/uv_tcp.h"

#include <errno.h>

#include "ip_address.h"
#include "socket.h"
#include "uc8/port/panic.h"

namespace uc8 {

UvTcp::UvTcp(uv_loop_t& loop, Resolver* resolver, const UvTcpOptions& options)
    : loop_(loop), resolver_(resolver), options_(options), race_(loop, *this) {}

// --- open: name, race, socket.

Error UvTcp::open(const Endpoint& endpoint, Waker& waker) {
  if (state_ == State::closed) {
    endpoint_ = &endpoint;
    waker_ = &waker;
    fault_ = Fault();
    state_ = State::waiting;
    if (!poll_busy_ && race_.idle()) begin();  // Else the loop holds handles of the last time.
  }
  if (state_ == State::failed) return fault_.error;
  if (state_ == State::connected) return Error::ok;
  open_armed_ = true;
  return Error::would_block;
}

void UvTcp::begin() {
  IpAddress address;
  const char* const host = endpoint_->host;
  if (parse_address(host, &address)) {
    race(&address, 1);
    return;
  }
  if (resolver_ == nullptr) {
    fail(Error::name_not_resolved, UV_EAI_NONAME);
    return;
  }
  state_ = State::resolving;
  const int error = resolver_->resolve(*this, host);
  if (error != 0) fail(Error::name_not_resolved, error);
}

void UvTcp::on_answer(const Answer& answer) {
  if (answer.count == 0) {
    fail(Error::name_not_resolved, answer.code);
  } else {
    race(answer.list, answer.count);
  }
  wake();
}

void UvTcp::race(const IpAddress* list, size_t count) {
  state_ = State::connecting;
  race_.start({list, count, endpoint_->port}, options_);
  if (race_.over()) finish_race();
}

void UvTcp::on_race_over() {
  finish_race();
  wake();
}

void UvTcp::finish_race() {
  const int winner = race_.take_winner();
  if (winner < 0) {
    fail(Error::connection_lost, race_.error());
    return;
  }
  const int error = poll_socket(winner);
  if (error != 0) {
    end_socket(winner);
    fail(Error::connection_lost, -error);
    return;
  }
  socket_ = winner;
  state_ = State::connected;
}

int UvTcp::poll_socket(int socket) {
  const int error = uv_poll_init(&loop_, &poll_, socket);
  if (error != 0) return error;
  poll_.data = this;
  poll_busy_ = true;
  polled_ = 0;
  return 0;
}

void UvTcp::on_race_idle() {
  if (state_ != State::waiting || poll_busy_) return;
  begin();
  wake();
}

void UvTcp::on_poll_closed(uv_handle_t* handle) {
  auto& self = *static_cast<UvTcp*>(handle->data);
  self.poll_busy_ = false;
  if (self.race_.idle()) self.on_race_idle();
}

void UvTcp::fail(Error error, int code) {
  fault_ = {error, Origin::system, code};
  state_ = State::failed;
}

// --- read and write.

Result<size_t> UvTcp::read(MutableBytes to) {
  if (to.size == 0) uc8_panic("UvTcp: read() into nothing would look like the end");
  if (state_ != State::connected) return broken(ENOTCONN);
  const ssize_t taken = receive(socket_, to);
  if (taken >= 0) return static_cast<size_t>(taken);
  if (taken == -EAGAIN) return would_block(UV_READABLE);
  return broken(static_cast<int>(-taken));
}

Result<size_t> UvTcp::write(Bytes from) {
  if (state_ != State::connected) return broken(ENOTCONN);
  const ssize_t taken = transmit(socket_, from);
  if (taken >= 0) return static_cast<size_t>(taken);
  if (taken == -EAGAIN) return would_block(UV_WRITABLE);
  return broken(static_cast<int>(-taken));
}

Error UvTcp::would_block(int event) {
  armed_ |= event;
  // Only widened here: on_event() narrows it, after the core has run. So a core that reads until it
  // would block costs no system call but its reads.
  if ((armed_ & ~polled_) != 0) poll(armed_ | polled_);
  return Error::would_block;
}

Error UvTcp::broken(int code) {
  if (state_ != State::failed) fail(Error::connection_lost, code);
  return fault_.error;
}

void UvTcp::poll(int events) {
  if (events == polled_) return;
  polled_ = events;
  if (events == 0) {
    (void)uv_poll_stop(&poll_);
  } else {
    (void)uv_poll_start(&poll_, events, on_event);
  }
}

// An event that nobody waits for is possible, as the poll is not narrowed at once: it ends here.
void UvTcp::on_event(uv_poll_t* poll, int status, int events) {
  auto& self = *static_cast<UvTcp*>(poll->data);
  if (status != 0) self.polled_ = 0;  // libuv has stopped it; the next read or write says why.
  if (status != 0 || (self.armed_ & events) != 0) {
    const bool awaited = self.armed_ != 0;
    self.armed_ = 0;
    if (awaited) self.waker_->on_ready();
  }
  if (self.socket_ >= 0) self.poll(self.armed_);
}

// open() has something new to say.
void UvTcp::wake() {
  if (!open_armed_ || (state_ != State::failed && state_ != State::connected)) return;
  open_armed_ = false;
  waker_->on_ready();
}

void UvTcp::close() {
  if (state_ == State::closed) return;
  if (state_ == State::resolving) resolver_->cancel(*this);
  race_.stop();
  if (socket_ >= 0) {
    uv_close(reinterpret_cast<uv_handle_t*>(&poll_), on_poll_closed);
    end_socket(socket_);
  }
  socket_ = -1;
  armed_ = 0;
  polled_ = 0;
  open_armed_ = false;
  state_ = State::closed;
}

}  // namespace uc8
