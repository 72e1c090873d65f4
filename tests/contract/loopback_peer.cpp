// SPDX-License-Identifier: Apache-2.0
#include "contract/loopback_peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

namespace uc8::test {

LoopbackPeer::LoopbackPeer() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    abort();
  }
  port_ = ntohs(address.sin_port);
}

LoopbackPeer::~LoopbackPeer() {
  drop();
  (void)close(listener_);
}

void LoopbackPeer::drop() {
  if (client_ >= 0) (void)close(client_);
  client_ = -1;
}

void LoopbackPeer::turn() {
  for (;;) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0) return;
    drop();
    client_ = client;
    // What is sent behind a session ticket would otherwise wait until that is acknowledged, 40 ms.
    const int on = 1;
    (void)setsockopt(client_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ended_ = false;
    ++connections_;
  }
}

size_t LoopbackPeer::send(Bytes from) {
  const ssize_t taken = ::send(client_, from.data, from.size, MSG_NOSIGNAL);
  return taken > 0 ? static_cast<size_t>(taken) : 0;
}

size_t LoopbackPeer::receive(MutableBytes to) {
  if (client_ < 0 || to.size == 0) return 0;
  const ssize_t taken = recv(client_, to.data, to.size, 0);
  if (taken == 0) ended_ = true;
  return taken > 0 ? static_cast<size_t>(taken) : 0;
}

void LoopbackPeer::end() {
  (void)shutdown(client_, SHUT_WR);
}

void LoopbackPeer::reset() {
  const linger at_once = {1, 0};
  (void)setsockopt(client_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  drop();
}

}  // namespace uc8::test
