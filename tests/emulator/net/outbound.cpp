// SPDX-License-Identifier: Apache-2.0
#include "net/outbound.h"

#include <cstring>
#include <utility>

namespace uc8::gateway {

// The handle, which libuv keeps beyond its owner until it is closed.
struct Outbound::Socket {
  uv_tcp_t tcp;
  uv_connect_t connecting;
  uv_write_t write;
  uv_shutdown_t shutdown;
  std::string writing;
  char buffer[64 * 1024];
  Outbound* owner;
  std::string failure;  // to tell the owner when closed
};

struct Outbound::Lookup {
  uv_getaddrinfo_t request;
  Outbound* owner;
};

Outbound::Outbound(uv_loop_t* loop, User& user) : loop_(loop), user_(user) {}

Outbound::~Outbound() {
  if (lookup_ != nullptr) lookup_->owner = nullptr;
  if (socket_ != nullptr) {
    socket_->owner = nullptr;
    drop_socket();
  }
  if (addresses_ != nullptr) uv_freeaddrinfo(addresses_);
}

void Outbound::connect(const std::string& host, int port) {
  lookup_ = new Lookup;
  lookup_->owner = this;
  lookup_->request.data = lookup_;
  addrinfo hints;
  std::memset(&hints, 0, sizeof hints);
  hints.ai_socktype = SOCK_STREAM;
  const auto on_found = [](uv_getaddrinfo_t* request, int status, addrinfo* addresses) {
    Lookup* lookup = static_cast<Lookup*>(request->data);
    if (lookup->owner != nullptr) {
      lookup->owner->lookup_ = nullptr;
      lookup->owner->found(status, addresses);
    } else {
      uv_freeaddrinfo(addresses);
    }
    delete lookup;
  };
  const int code = uv_getaddrinfo(loop_, &lookup_->request, on_found, host.c_str(),
                                  std::to_string(port).c_str(), &hints);
  if (code == 0) return;
  delete std::exchange(lookup_, nullptr);
  fail(uv_strerror(code));
}

void Outbound::found(int status, addrinfo* addresses) {
  addresses_ = addresses;
  next_ = addresses;
  if (status != 0) failure_ = uv_strerror(status);
  try_next();
}

void Outbound::try_next() {
  if (next_ == nullptr) {
    fail(failure_);
    return;
  }
  const addrinfo* address = next_;
  next_ = next_->ai_next;
  socket_ = new Socket;
  socket_->owner = this;
  uv_tcp_init(loop_, &socket_->tcp);
  socket_->tcp.data = socket_;
  uv_tcp_nodelay(&socket_->tcp, 1);
  const auto on_done = [](uv_connect_t* request, int code) {
    Socket* socket = static_cast<Socket*>(request->handle->data);
    if (socket->owner != nullptr && code != UV_ECANCELED) socket->owner->on_connect(code);
  };
  const int code = uv_tcp_connect(&socket_->connecting, &socket_->tcp, address->ai_addr, on_done);
  if (code != 0) on_connect(code);
}

void Outbound::on_connect(int status) {
  if (status != 0) {
    failure_ = uv_strerror(status);
    Socket* socket = std::exchange(socket_, nullptr);
    socket->owner = nullptr;
    uv_close(reinterpret_cast<uv_handle_t*>(&socket->tcp),
             [](uv_handle_t* handle) { delete static_cast<Socket*>(handle->data); });
    try_next();
    return;
  }
  connected_ = true;
  update_reading();
  push();
  user_.on_connected();
}

void Outbound::send(std::string_view bytes) {
  if (finishing_) return;
  waiting_.append(bytes);
  push();
  if (queued() > kQueueBound) congested_ = true;
}

void Outbound::push() {
  if (!connected_ || socket_ == nullptr || in_flight_ > 0) return;
  if (waiting_.empty()) {
    if (finishing_) shut_down();
    return;
  }
  socket_->writing.swap(waiting_);
  waiting_.clear();
  in_flight_ = socket_->writing.size();
  uv_buf_t buffer = uv_buf_init(socket_->writing.data(), static_cast<unsigned>(in_flight_));
  const auto on_done = [](uv_write_t* request, int status) {
    Socket* socket = static_cast<Socket*>(request->handle->data);
    if (socket->owner != nullptr && status != UV_ECANCELED) socket->owner->on_written(status);
  };
  uv_stream_t* stream = reinterpret_cast<uv_stream_t*>(&socket_->tcp);
  const int code = uv_write(&socket_->write, stream, &buffer, 1, on_done);
  if (code != 0) fail(uv_strerror(code));
}

void Outbound::on_written(int status) {
  in_flight_ = 0;
  socket_->writing.clear();
  if (status != 0) {
    fail(uv_strerror(status));
    return;
  }
  push();
  if (congested_ && queued() <= kQueueBound / 2) {
    congested_ = false;
    user_.on_drained();
  }
}

void Outbound::finish() {
  if (finishing_) return;
  finishing_ = true;
  push();
}

void Outbound::shut_down() {
  uv_stream_t* stream = reinterpret_cast<uv_stream_t*>(&socket_->tcp);
  if (uv_shutdown(&socket_->shutdown, stream, [](uv_shutdown_t*, int) {}) != 0) fail("closed");
}

void Outbound::pause_reading() {
  paused_ = true;
  update_reading();
}

void Outbound::resume_reading() {
  paused_ = false;
  update_reading();
}

void Outbound::update_reading() {
  if (!connected_ || socket_ == nullptr) return;
  const bool wanted = !paused_;
  if (wanted == reading_) return;
  reading_ = wanted;
  uv_stream_t* stream = reinterpret_cast<uv_stream_t*>(&socket_->tcp);
  if (!wanted) {
    uv_read_stop(stream);
    return;
  }
  uv_read_start(
      stream,
      [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
        Socket* socket = static_cast<Socket*>(handle->data);
        *buffer = uv_buf_init(socket->buffer, sizeof socket->buffer);
      },
      [](uv_stream_t* from, ssize_t size, const uv_buf_t* buffer) {
        Socket* socket = static_cast<Socket*>(from->data);
        if (socket->owner != nullptr) socket->owner->on_read(size, buffer);
      });
}

void Outbound::on_read(ssize_t size, const uv_buf_t* buffer) {
  if (size > 0) user_.on_bytes(std::string_view(buffer->base, static_cast<size_t>(size)));
  if (size < 0) fail(size == UV_EOF ? "closed" : uv_strerror(static_cast<int>(size)));
}

// Tells the user later: it may be the caller.
void Outbound::fail(const std::string& why) {
  if (socket_ == nullptr) {
    socket_ = new Socket;
    socket_->owner = this;
    uv_tcp_init(loop_, &socket_->tcp);
    socket_->tcp.data = socket_;
  }
  socket_->failure = why;
  drop_socket();
}

void Outbound::drop_socket() {
  uv_handle_t* handle = reinterpret_cast<uv_handle_t*>(&socket_->tcp);
  connected_ = false;
  if (uv_is_closing(handle) != 0) return;
  uv_close(handle, [](uv_handle_t* closed) {
    Socket* socket = static_cast<Socket*>(closed->data);
    Outbound* owner = socket->owner;
    const std::string why = socket->failure;
    delete socket;
    if (owner == nullptr) return;
    owner->socket_ = nullptr;
    owner->user_.on_gone(why);
  });
}

}  // namespace uc8::gateway
