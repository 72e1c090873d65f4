// SPDX-License-Identifier: Apache-2.0
//
// What a connection writes: paced or not, through TLS, to the socket.
#include <algorithm>

#include "faults/faults.h"
#include "net/connection.h"
#include "net/listener.h"
#include "net/room.h"

namespace uc8::gateway {
namespace {

constexpr int kSlicesInRow = 32;

}  // namespace

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
    encrypt(std::string_view(plain_out_).substr(plain_used_));
    empty(&plain_out_);
    plain_used_ = 0;
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
      empty(&plain_out_);
      plain_used_ = 0;
    } else if (plain_used_ > kQueueBound) {
      // A queue that is refilled before it is empty must not grow for ever.
      plain_out_.erase(0, plain_used_);
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
  if (wire_out_.empty()) {
    wire_out_.swap(tls_->output());
  } else {
    wire_out_.append(tls_->output());
    empty(&tls_->output());
  }
}

void Connection::push_wire() {
  if (closing_ || wire_out_.empty() || in_flight_ > 0) return;
  uv_stream_t* stream = reinterpret_cast<uv_stream_t*>(&tcp_);
  uv_buf_t buffer = uv_buf_init(wire_out_.data(), static_cast<unsigned>(wire_out_.size()));
  const int sent = uv_try_write(stream, &buffer, 1);
  if (sent > 0) {
    last_activity_ms_ = uv_now(tcp_.loop);
    if (static_cast<size_t>(sent) == wire_out_.size()) {
      empty(&wire_out_);
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
    static_cast<Connection*>(request->handle->data)->on_written(status);
  });
}

void Connection::on_written(int status) {
  const std::shared_ptr<Connection> keep = self_;
  in_flight_ = 0;
  empty(&writing_);
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
  // TLS adds to what was said: who finds the queue above its bound must hear when it is not.
  if (queued() > kQueueBound) above_queue_bound_ = true;
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
