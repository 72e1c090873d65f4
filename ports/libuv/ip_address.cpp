// SPDX-License-Identifier: Apache-2.0
#include "ip_address.h"

#include <netinet/in.h>
#include <string.h>
#include <uv.h>

namespace uc8 {

bool parse_address(const char* host, IpAddress* address) {
  sockaddr_in v4;
  if (uv_ip4_addr(host, 0, &v4) == 0) {
    return from_sockaddr(reinterpret_cast<const sockaddr&>(v4), address);
  }
  sockaddr_in6 v6;
  return uv_ip6_addr(host, 0, &v6) == 0 &&
         from_sockaddr(reinterpret_cast<const sockaddr&>(v6), address);
}

bool from_sockaddr(const sockaddr& from, IpAddress* address) {
  *address = IpAddress();
  if (from.sa_family == AF_INET) {
    sockaddr_in v4;
    memcpy(&v4, &from, sizeof v4);
    address->family = IpAddress::Family::v4;
    memcpy(address->octets, &v4.sin_addr, 4);
    return true;
  }
  if (from.sa_family != AF_INET6) return false;
  sockaddr_in6 v6;
  memcpy(&v6, &from, sizeof v6);
  address->family = IpAddress::Family::v6;
  memcpy(address->octets, &v6.sin6_addr, 16);
  address->scope = v6.sin6_scope_id;
  return true;
}

socklen_t to_sockaddr(const IpAddress& from, uint16_t port, sockaddr_storage* to) {
  memset(to, 0, sizeof *to);
  if (from.family == IpAddress::Family::v4) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(to);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    memcpy(&v4->sin_addr, from.octets, 4);
    return sizeof *v4;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(to);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  memcpy(&v6->sin6_addr, from.octets, 16);
  v6->sin6_scope_id = from.scope;
  return sizeof *v6;
}

namespace {

size_t find_family(const IpAddress* list, size_t count, size_t from, IpAddress::Family family) {
  while (from < count && list[from].family != family) ++from;
  return from;
}

}  // namespace

size_t take_turns(const IpAddress* from, size_t count, IpAddress* to, size_t max) {
  using Family = IpAddress::Family;
  size_t cursor[2] = {};  // By family: the next of it.
  Family family = count > 0 ? from[0].family : Family::v4;
  size_t taken = 0;
  while (taken < max && taken < count) {
    size_t& at = cursor[static_cast<size_t>(family)];
    at = find_family(from, count, at, family);
    if (at < count) to[taken++] = from[at++];
    family = family == Family::v4 ? Family::v6 : Family::v4;
  }
  return taken;
}

}  // namespace uc8
