// SPDX-License-Identifier: Apache-2.0
//
// Where systems differ about sockets. Private to the libuv port. All return -errno on failure.
#pragma once

#include <sys/types.h>

#include "uc8/bytes.h"
#include "uc8/port/connect_race.h"

namespace uc8 {

/// A non-blocking, close-on-exec TCP socket with the options set.
int open_socket(IpAddress::Family family, const UvTcpOptions& options);

/// Starts to connect. 0: connected already; -EINPROGRESS: wait until it is writable.
int connect_socket(int socket, const IpAddress& address, uint16_t port);

/// How the connection attempt ended: 0 or -errno.
int connect_result(int socket);

/// `recv` and `send` that neither block nor raise SIGPIPE; -EAGAIN if they would block.
ssize_t receive(int socket, MutableBytes to);
ssize_t transmit(int socket, Bytes from);

/// FIN, then throws away what has arrived (a bounded amount of it): a socket that is closed over
/// unread bytes is reset by the kernel, and what it had still to send is lost.
void end_socket(int socket);

}  // namespace uc8
