// SPDX-License-Identifier: Apache-2.0
//
// Addresses as the socket calls and RFC 8305 want them. Private to the libuv port.
#pragma once

#include <sys/socket.h>

#include "uc8/port/resolver.h"

namespace uc8 {

/// Reads an address in text form (`%scope` included); false if `host` is a name.
bool parse_address(const char* host, IpAddress* address);

/// An address from the system's form; false if it is of neither family.
bool from_sockaddr(const sockaddr& from, IpAddress* address);

/// The system's form, and its size.
socklen_t to_sockaddr(const IpAddress& from, uint16_t port, sockaddr_storage* to);

/// Copies at most `max` addresses so that the families take turns, starting with that of the
/// first (RFC 8305 §4); the order within each stays. Returns how many.
size_t take_turns(const IpAddress* from, size_t count, IpAddress* to, size_t max);

}  // namespace uc8
