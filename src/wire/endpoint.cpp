// SPDX-License-Identifier: Apache-2.0
#include "wire/endpoint.h"

#include <string.h>

#include "base/text.h"

namespace uc8 {

namespace {

Bytes behind(Bytes text, size_t n) {
  return {text.data + n, text.size - n};
}

/// Takes `scheme://` off the front if there is one. Answers the default port; 0: a scheme that is
/// none of ours.
uint16_t take_scheme(Bytes& rest) {
  size_t size = 0;
  while (size < rest.size && !starts_with(behind(rest, size), "://")) ++size;
  if (size == rest.size) return 443;
  const Bytes scheme = {rest.data, size};
  rest = behind(rest, size + 3);
  if (equal_ignoring_case(scheme, "https") || equal_ignoring_case(scheme, "wss")) return 443;
  if (equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "ws")) return 80;
  return 0;
}

bool is_digit(uint8_t c) {
  return c >= '0' && c <= '9';
}
bool is_letter(uint8_t c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}
bool is_hex(uint8_t c) {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

bool is_host_character(uint8_t c, bool is_ipv6) {
  if (is_ipv6) return is_hex(c) || c == ':' || c == '.';
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
}

/// Takes the host off the front: up to a `:` or `/`, or what is between brackets.
bool take_host(Bytes& rest, Bytes& host, bool& is_ipv6) {
  is_ipv6 = starts_with(rest, "[");
  if (is_ipv6) rest = behind(rest, 1);
  size_t size = 0;
  while (size < rest.size && is_host_character(rest.data[size], is_ipv6)) ++size;
  host = {rest.data, size};
  rest = behind(rest, size);
  if (is_ipv6) {
    if (!starts_with(rest, "]")) return false;
    rest = behind(rest, 1);
  }
  return host.size > 0;
}

/// `:PORT` and `/`, both optional, and nothing else. Leaves `port` as it is if none is named.
bool read_tail(Bytes rest, uint16_t& port) {
  if (starts_with(rest, ":")) {
    size_t size = 1;
    while (size < rest.size && is_digit(rest.data[size])) ++size;
    const Result<uint64_t> number = parse_decimal({rest.data + 1, size - 1});
    if (!number.ok() || number.value() == 0 || number.value() > UINT16_MAX) return false;
    port = static_cast<uint16_t>(number.value());
    rest = behind(rest, size);
  }
  return rest.size == 0 || equal(rest, "/");
}

/// Digits and dots: no top-level domain is a number.
bool is_ipv4(Bytes host) {
  for (size_t i = 0; i < host.size; ++i) {
    if (!is_digit(host.data[i]) && host.data[i] != '.') return false;
  }
  return true;
}

bool wants_api_prefix(Bytes host, bool is_ipv6) {
  if (is_ipv6 || is_ipv4(host) || equal_ignoring_case(host, "localhost")) return false;
  const size_t size = host.size < 4 ? host.size : 4;
  return !equal_ignoring_case({host.data, size}, "api-");
}

}  // namespace

Result<ServerAddress> parse_server_address(const char* url, Service service) {
  Bytes rest = bytes_of(url);
  if (rest.size == 0) return Error::invalid_configuration;
  ServerAddress address;
  const uint16_t default_port = take_scheme(rest);
  Bytes host;
  if (default_port == 0 || !take_host(rest, host, address.is_ipv6)) {
    return Error::invalid_configuration;
  }
  address.port = default_port;
  if (!read_tail(rest, address.port)) return Error::invalid_configuration;
  address.is_default_port = address.port == default_port;

  const bool prefixed = service == Service::gdn && wants_api_prefix(host, address.is_ipv6);
  const Bytes prefix = bytes_of(prefixed ? "api-" : "");
  if (host.size > ServerAddress::kHostMax - prefix.size) return Error::invalid_configuration;
  memcpy(address.host, prefix.data, prefix.size);
  memcpy(address.host + prefix.size, host.data, host.size);
  return address;
}

}  // namespace uc8
