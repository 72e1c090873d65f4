// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <algorithm>
#include <utility>

#include "faults/faults.h"
#include "net/listener.h"

namespace uc8::gateway {
namespace {

constexpr uint64_t kLingerMs = 2000;
constexpr int kSlicesInRow = 32;

Connection* connection_of(const void* data) {
  return static_cast<Connection*>(const_cast<void*>(data));
}

}  // namespace

Connection::Connection(Listener& listener, TlsServer* tls)
    : listener_(listener),
      tls_(tls == nullptr ? nullptr : std::make_unique<TlsPipe>(*tls)),
      pace_(listener.loop(), [this] { flush(); }),
      linger_(listener.loop(), [this] { stop_lingering(); }),
      last_activity_ms_(uv_now(listener.loop())) {
  uv_tcp_init(listener.loop(), &tcp_);
  tcp_.data = this;
}

Connection::~Connection() = default;

bool Connection::accept(uv_stream_t* server) {
  self_ = shared_from_this();
  if (uv_accept(server, reinterpret_cast<uv_stream_t*>(&tcp_)) != 0) {
    close_now();
    return false;
  }
  uv_tcp_nodelay(&tcp_, 1);
  update_reading();
  return true;
}

void Connection::set_peer(std::unique_ptr<Peer> peer, std::string_view rest) {
  // The former peer may be on the stack.
  retired_ = std::move(peer_);
  peer_ = std::move(peer);
  if (!rest.empty()) plain_in_.insert(0, rest);
  paused_ = false;
  want_input_soon();
}

void Connection::send(std::string_view bytes) {
  if (closing_ || finishing_ || silent_) return;
  plain_out_.append(bytes);
  if (queued() > kQueueBound) above_queue_bound_ = true;
  if (queued() > kReadBound && !over_read_bound_) {
    over_read_bound_ = true;
    update_reading();
  }
  listener_.flush_later(shared_from_this());
}

void Connection::finish() {
  if (closing_ || finishing_) return;
  finishing_ = true;
  if (silent_) return;
  linger_.start(kLingerMs);
  listener_.flush_later(shared_from_this());
}

// As long as something leaves, the end waits.
void Connection::stop_lingering() {
  const uint64_t quiet_ms = uv_now(tcp_.loop) - last_activity_ms_;
  if (queued() > 0 && quiet_ms < kLingerMs) {
    linger_.start(kLingerMs - quiet_ms);
  } else {
    close_now();
  }
}

void Connection::cut(bool with_reset) {
  if (closing_) return;
  flush();
  if (with_reset || closing_) {
    reset();
    return;
  }
  // What could not leave soon is lost: this end is not a polite one.
  linger_.start(kLingerMs);
  finishing_ = true;
  shut_down_ = true;
  uv_read_stop(reinterpret_cast<uv_stream_t*>(&tcp_));
  const int code = uv_shutdown(&shutdown_request_, reinterpret_cast<uv_stream_t*>(&tcp_),
                               [](uv_shutdown_t* request, int) {
                                 Connection* connection = connection_of(request->handle->data);
                                 connection->close_now();
                               });
  if (code != 0) close_now();
}

void Connection::reset() {
  if (closing_) return;
  const auto on_closed = [](uv_handle_t* handle) { connection_of(handle->data)->self_.reset(); };
  if (uv_tcp_close_reset(&tcp_, on_closed) != 0) {
    close_now();
    return;
  }
  closing_ = true;
  pace_.stop();
  linger_.stop();
  if (peer_) peer_->on_gone();
  listener_.forget(this);
}

void Connection::close_now() {
  if (closing_) return;
  closing_ = true;
  pace_.stop();
  linger_.stop();
  uv_close(reinterpret_cast<uv_handle_t*>(&tcp_),
           [](uv_handle_t* handle) { connection_of(handle->data)->self_.reset(); });
  if (peer_) peer_->on_gone();
  listener_.forget(this);
}

void Connection::go_silent() {
  silent_ = true;
  pace_.stop();
  update_reading();
}

void Connection::pause_reading() {
  paused_ = true;
  update_reading();
}

void Connection::resume_reading() {
  if (!paused_) return;
  paused_ = false;
  want_input_soon();
}

// Not at once: the caller is often the peer that would be called.
void Connection::want_input_soon() {
  if (delivering_) return;
  input_wanted_ = true;
  listener_.flush_later(shared_from_this());
}

void Connection::update_reading() {
  if (closing_) return;
  const bool wanted = !silent_ && !ended_ && !held();
  if (wanted == read_armed_) return;
  read_armed_ = wanted;
  uv_stream_t* stream = reinterpret_cast<uv_stream_t*>(&tcp_);
  if (!wanted) {
    uv_read_stop(stream);
    return;
  }
  uv_read_start(
      stream,
      [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
        *buffer = connection_of(handle->data)->listener_.read_buffer();
      },
      [](uv_stream_t* from, ssize_t size, const uv_buf_t* buffer) {
        connection_of(from->data)->on_read(size, buffer);
      });
}

void Connection::on_read(ssize_t size, const uv_buf_t* buffer) {
  if (size == 0) return;
  if (size == UV_EOF) {
    ended_ = true;
    update_reading();
    take_input();
    return;
  }
  if (size < 0) {
    close_now();
    return;
  }
  last_activity_ms_ = uv_now(tcp_.loop);
  const std::string_view bytes(buffer->base, static_cast<size_t>(size));
  if (tls_) {
    tls_->feed(bytes);
  } else {
    plain_in_.append(bytes);
  }
  take_input();
}

// Gives the peer all that is there, as long as it wants it.
void Connection::take_input() {
  const std::shared_ptr<Connection> keep = self_;
  if (!keep || closing_ || delivering_ || !peer_) return;
  if (tls_ && !tls_->open() && !take_handshake()) return;
  delivering_ = true;
  std::string bytes;
  while (!closing_ && !silent_ && !held()) {
    bytes.clear();
    bytes.swap(plain_in_);
    if (bytes.empty() && tls_) {
      const TlsPipe::Status status = tls_->read(&bytes);
      if (status == TlsPipe::Status::closed) ended_ = true;
      if (status == TlsPipe::Status::failed) close_now();
    }
    if (bytes.empty()) break;
    if (!finishing_) peer_->on_bytes(bytes);
    retired_.reset();
  }
  delivering_ = false;
  update_reading();
  if (ended_ && plain_in_.empty() && !held()) on_end();
  listener_.flush_later(keep);
}

bool Connection::take_handshake() {
  const TlsPipe::Status status = tls_->handshake();
  listener_.flush_later(shared_from_this());
  if (status == TlsPipe::Status::ready) {
    if (listener_.faults().close_handshake.take()) {
      cut(listener_.faults().close_with == "rst");
      return false;
    }
    return true;
  }
  if (status == TlsPipe::Status::failed || ended_) {
    // The alert leaves before the end.
    finish();
  }
  return false;
}

void Connection::on_end() {
  if (closing_ || end_told_) return;
  end_told_ = true;
  if (shut_down_) {
    close_now();
    return;
  }
  if (peer_) peer_->on_end();
}

bool Connection::paced() const {
  const Faults& faults = listener_.faults();
  return faults.chop_bytes > 0 || faults.throttle_bytes > 0;
}

void Connection::flush() {
  if (closing_ || silent_) return;
  if (input_wanted_) {
    input_wanted_ = false;
    take_input();
    if (closing_ || silent_) return;
  }
  if (paced() && (!tls_ || tls_->open())) {
    flush_slices();
  } else {
    std::string plain = plain_out_.substr(plain_used_);
    plain_out_.clear();
    plain_used_ = 0;
    encrypt(plain);
    push_wire();
  }
  if (!closing_) after_write();
}

// Chopped or throttled output: one slice a time, each its own write and TLS record. Few in a row:
// the kernel charges the client's receive buffer for each segment as a whole, however short, and a
// burst of them closes its window, which then opens again no sooner than the next probe, 200 ms
// later.
void Connection::flush_slices() {
  const Faults& faults = listener_.faults();
  encrypt({});  // what TLS itself has to say is not chopped
  push_wire();
  for (int slices = 0; slices < kSlicesInRow && !closing_; ++slices) {
    const size_t left = plain_out_.size() - plain_used_;
    if (left == 0 || pace_.armed() || in_flight_ > 0) return;
    size_t size = left;
    uint64_t pause_ms = static_cast<uint64_t>(faults.chop_ms);
    if (faults.chop_bytes > 0) size = std::min(size, static_cast<size_t>(faults.chop_bytes));
    if (faults.throttle_bytes > 0) {
      const uint64_t rate = static_cast<uint64_t>(faults.throttle_bytes);
      size = std::min(size, static_cast<size_t>(rate / 20 + 1));
      pause_ms = std::max(pause_ms, (size * 1000 + rate - 1) / rate);
    }
    const std::string slice = plain_out_.substr(plain_used_, size);
    plain_used_ += size;
    if (plain_used_ == plain_out_.size()) {
      plain_out_.clear();
      plain_used_ = 0;
    }
    encrypt(slice);
    push_wire();
    if (pause_ms > 0) pace_.start(pause_ms);
  }
  if (!closing_ && plain_out_.size() > plain_used_ && !pace_.armed()) pace_.start(0);
}

void Connection::encrypt(std::string_view plain) {
  if (!tls_) {
    wire_out_.append(plain);
    return;
  }
  if (!plain.empty() && !tls_->write(plain)) {
    close_now();
    return;
  }
  wire_out_.append(tls_->output());
  tls_->output().clear();
}

void Connection::push_wire() {
  if (closing_ || wire_out_.empty() || in_flight_ > 0) return;
  uv_stream_t* stream = reinterpret_cast<uv_stream_t*>(&tcp_);
  uv_buf_t buffer = uv_buf_init(wire_out_.data(), static_cast<unsigned>(wire_out_.size()));
  const int sent = uv_try_write(stream, &buffer, 1);
  if (sent > 0) {
    last_activity_ms_ = uv_now(tcp_.loop);
    if (static_cast<size_t>(sent) == wire_out_.size()) {
      wire_out_.clear();
      return;
    }
    wire_out_.erase(0, static_cast<size_t>(sent));
  } else if (sent != UV_EAGAIN) {
    close_now();
    return;
  }
  writing_.swap(wire_out_);
  wire_out_.clear();
  in_flight_ = writing_.size();
  buffer = uv_buf_init(writing_.data(), static_cast<unsigned>(writing_.size()));
  uv_write(&write_request_, stream, &buffer, 1, [](uv_write_t* request, int status) {
    connection_of(request->handle->data)->on_written(status);
  });
}

void Connection::on_written(int status) {
  const std::shared_ptr<Connection> keep = self_;
  in_flight_ = 0;
  writing_.clear();
  if (closing_) return;
  if (status != 0) {
    close_now();
    return;
  }
  last_activity_ms_ = uv_now(tcp_.loop);
  flush();
}

void Connection::after_write() {
  const std::shared_ptr<Connection> keep = self_;
  if (above_queue_bound_ && queued() <= kQueueBound / 2) {
    above_queue_bound_ = false;
    if (peer_) peer_->on_drained();
  }
  if (over_read_bound_ && queued() <= kReadBound / 2) {
    over_read_bound_ = false;
    take_input();
  }
  if (finishing_ && !closing_ && queued() == 0) shut_down();
}

void Connection::shut_down() {
  if (shut_down_) return;
  shut_down_ = true;
  if (tls_) {
    tls_->close_notify();
    encrypt({});
    push_wire();
    if (closing_) return;
  }
  const int code = uv_shutdown(&shutdown_request_, reinterpret_cast<uv_stream_t*>(&tcp_),
                               [](uv_shutdown_t*, int) {});
  if (code != 0 || ended_) {
    close_now();
    return;
  }
  // What still comes is read and dropped: closing a socket with unread bytes would send a reset,
  // and the reset could overtake what we said last.
  paused_ = false;
  over_read_bound_ = false;
  update_reading();
}

}  // namespace uc8::gateway
