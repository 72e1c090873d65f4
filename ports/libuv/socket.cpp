// SPDX-License-Identifier: Apache-2.0
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ip_address.h"

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0  // Such systems have SO_NOSIGPIPE.
#endif

namespace uc8 {
namespace {

// Options improve a connection and are not worth failing one.
void set_option(int socket, int level, int name, int value) {
  (void)setsockopt(socket, level, name, &value, sizeof value);
}

void set_options(int socket, const UvTcpOptions& options) {
#ifdef SO_NOSIGPIPE
  set_option(socket, SOL_SOCKET, SO_NOSIGPIPE, 1);
#endif
  if (options.no_delay) set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
#ifdef TCP_USER_TIMEOUT
  if (options.user_timeout_ms > 0) {
    set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(options.user_timeout_ms));
  }
#endif
  if (options.keepalive_s == 0) return;
  set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
  set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(options.keepalive_s));
  set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(options.keepalive_s));
#endif
}

}  // namespace

int open_socket(IpAddress::Family family, const UvTcpOptions& options) {
  const int domain = family == IpAddress::Family::v4 ? AF_INET : AF_INET6;
#ifdef SOCK_CLOEXEC
  const int made = socket(domain, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made < 0) return -errno;
#else
  const int made = socket(domain, SOCK_STREAM, 0);
  if (made < 0) return -errno;
  (void)fcntl(made, F_SETFD, FD_CLOEXEC);
  (void)fcntl(made, F_SETFL, fcntl(made, F_GETFL) | O_NONBLOCK);
#endif
  set_options(made, options);
  return made;
}

int connect_socket(int socket, const IpAddress& address, uint16_t port) {
  sockaddr_storage to;
  const socklen_t size = to_sockaddr(address, port, &to);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&to), size) == 0) return 0;
  return errno == EINTR ? -EINPROGRESS : -errno;  // POSIX: an interrupted connect goes on.
}

int connect_result(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return -errno;
  return -error;
}

ssize_t receive(int socket, MutableBytes to) {
  for (;;) {
    const ssize_t taken = recv(socket, to.data, to.size, MSG_DONTWAIT);
    if (taken >= 0) return taken;
    if (errno == EWOULDBLOCK) return -EAGAIN;
    if (errno != EINTR) return -errno;
  }
}

ssize_t transmit(int socket, Bytes from) {
  for (;;) {
    const ssize_t taken = send(socket, from.data, from.size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (taken >= 0) return taken;
    if (errno == EWOULDBLOCK) return -EAGAIN;
    if (errno != EINTR) return -errno;
  }
}

void end_socket(int socket) {
  constexpr int kDiscardsMax = 64;  // A peer that floods us does not hold us up.
  uint8_t discarded[1024];
  (void)shutdown(socket, SHUT_WR);
  for (int i = 0; i < kDiscardsMax; ++i) {
    if (receive(socket, {discarded, sizeof discarded}) <= 0) break;
  }
  (void)close(socket);
}

}  // namespace uc8
