// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <utility>

#include "faults/faults.h"
#include "net/listener.h"

namespace uc8::gateway {
namespace {

constexpr uint64_t kLingerMs = 2000;

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

}  // namespace uc8::gateway
