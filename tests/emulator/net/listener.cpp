// SPDX-License-Identifier: Apache-2.0
#include "net/listener.h"

#include <cstring>
#include <utility>

#include "faults/faults.h"

namespace uc8::gateway {
namespace {

constexpr int kBacklog = 1024;
constexpr size_t kReadBufferSize = 64 * 1024;

}  // namespace

Listener::Listener(uv_loop_t* loop, TlsServer* tls, Faults& faults, PeerFactory make_peer)
    : loop_(loop),
      tls_(tls),
      faults_(faults),
      make_peer_(std::move(make_peer)),
      read_buffer_(kReadBufferSize) {
  uv_tcp_init(loop, &server_);
  uv_prepare_init(loop, &before_poll_);
  uv_check_init(loop, &after_poll_);
  server_.data = this;
  before_poll_.data = this;
  after_poll_.data = this;
  // Timers run before the poll, reads in it: whoever speaks, it leaves in the same turn.
  uv_prepare_start(&before_poll_,
                   [](uv_prepare_t* handle) { static_cast<Listener*>(handle->data)->flush_all(); });
  uv_check_start(&after_poll_,
                 [](uv_check_t* handle) { static_cast<Listener*>(handle->data)->flush_all(); });
}

Listener::~Listener() = default;

std::string Listener::listen(const std::string& host, int port) {
  sockaddr_storage address;
  std::memset(&address, 0, sizeof address);
  if (uv_ip4_addr(host.c_str(), port, reinterpret_cast<sockaddr_in*>(&address)) != 0 &&
      uv_ip6_addr(host.c_str(), port, reinterpret_cast<sockaddr_in6*>(&address)) != 0) {
    return "--host " + host + " is not an IP address";
  }
  int code = uv_tcp_bind(&server_, reinterpret_cast<sockaddr*>(&address), 0);
  if (code == 0) {
    code = uv_listen(reinterpret_cast<uv_stream_t*>(&server_), kBacklog,
                     [](uv_stream_t* server, int status) {
                       if (status == 0) static_cast<Listener*>(server->data)->on_connection();
                     });
  }
  if (code != 0) {
    return "cannot listen on " + host + ":" + std::to_string(port) + ": " + uv_strerror(code);
  }
  listening_ = true;
  int size = sizeof address;
  uv_tcp_getsockname(&server_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                                              : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
  return std::string();
}

void Listener::stop() {
  uv_handle_t* handle = reinterpret_cast<uv_handle_t*>(&server_);
  if (uv_is_closing(handle) == 0) uv_close(handle, nullptr);
}

void Listener::close_all() {
  flush_all();
  const std::unordered_set<Connection*> connections = connections_;
  for (Connection* connection : connections) connection->cut(false);
}

void Listener::drop_all() {
  stop();
  const std::unordered_set<Connection*> connections = connections_;
  for (Connection* connection : connections) connection->reset();
  for (uv_handle_t* handle : {reinterpret_cast<uv_handle_t*>(&before_poll_),
                              reinterpret_cast<uv_handle_t*>(&after_poll_)}) {
    if (uv_is_closing(handle) == 0) uv_close(handle, nullptr);
  }
}

void Listener::on_connection() {
  ++accepted_;
  auto connection = std::make_shared<Connection>(*this, tls_);
  connections_.insert(connection.get());
  if (!connection->accept(reinterpret_cast<uv_stream_t*>(&server_))) return;
  if (faults_.mute_accept.take()) {
    connection->go_silent();
  } else if (faults_.close_accept.take()) {
    connection->cut(faults_.close_with == "rst");
    return;
  }
  connection->set_peer(make_peer_(*connection));
}

void Listener::flush_later(std::shared_ptr<Connection> connection) {
  dirty_.push_back(std::move(connection));
}

void Listener::forget(Connection* connection) {
  connections_.erase(connection);
}

void Listener::flush_all() {
  // Flushing may make a peer say more: that belongs to this turn too.
  while (!dirty_.empty()) {
    flushing_.swap(dirty_);
    for (const std::shared_ptr<Connection>& connection : flushing_) connection->flush();
    flushing_.clear();
  }
}

uv_buf_t Listener::read_buffer() {
  return uv_buf_init(read_buffer_.data(), static_cast<unsigned>(read_buffer_.size()));
}

}  // namespace uc8::gateway
