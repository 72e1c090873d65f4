// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/stream.h"

namespace uc8 {

/// Where an account's server is: what `Account::url` says, after the GDN's host rules.
struct ServerAddress {
  static constexpr size_t kHostMax = 253;
  char host[kHostMax + 1] = {};  ///< With `api-`; IPv6 without brackets; null-terminated.
  uint16_t port = 443;
  bool is_default_port = true;  ///< For the Host header, which then names no port.
  bool is_ipv6 = false;         ///< The Host header puts brackets around it.
};

/// `https://HOST[:PORT][/]`, `http://…` or `HOST[:PORT]`; also `ws://` and `wss://`. With
/// Service::gdn `api-` is put before the host unless it starts with it, or is an address or
/// `localhost`.
/// Errors: `invalid_configuration` (null, another scheme, a path, user info, a bad port, a host
/// that is empty, too long or has characters outside letters, digits, `-`, `.`, `_`).
Error parse_server_address(const char* url, Service service, ServerAddress& out);

/// The tenant of an account, null-terminated.
struct Tenant {
  static constexpr size_t kTextMax = 255;
  char text[kTextMax + 1] = {};
};

/// `Account::tenant`, else what the credentials name: an API key without its last two
/// dot-separated parts (if it has three or more), the `tenant` claim of a JWT; else `_mm`
/// (`public` with Service::pulsar). Errors: `invalid_configuration` (too long, empty).
Error tenant_of(const Account& account, Tenant& out);

/// Whether names and secret can go into a request as they are: a secret is visible ASCII, for it
/// stands in a header; a tenant or fabric has no control characters, and a fabric is not empty.
/// Errors: `invalid_configuration`.
Error check_account(const Account& account);

}  // namespace uc8
