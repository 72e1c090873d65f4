// SPDX-License-Identifier: Apache-2.0
#include "wire/endpoint.h"

#include <string.h>

#include "base/text.h"

namespace uc8 {

namespace {

bool is_host_character(uint8_t c) {
  return is_word_character(c) || c == '.';
}

bool is_ipv6_character(uint8_t c) {
  const uint8_t lower = c | 0x20;
  return (lower >= 'a' && lower <= 'f') || is_digit(c) || c == ':' || c == '.';
}

bool is_ipv4_character(uint8_t c) {
  return is_digit(c) || c == '.';
}

bool begins_with(Bytes text, const char* prefix) {
  const size_t size = bytes_of(prefix).size;
  return text.size >= size && equal_ignoring_case({text.data, size}, prefix);
}

/// What is left of a URL.
struct Rest {
  Bytes text;

  void skip(size_t n) { text = {text.data + n, text.size - n}; }
  /// Takes `expected` off the front, whatever its case, if it is there.
  bool take(const char* expected) {
    if (!begins_with(text, expected)) return false;
    skip(bytes_of(expected).size);
    return true;
  }
  Bytes take_while(bool (*is_part)(uint8_t)) {
    Bytes taken = {text.data, 0};
    while (taken.size < text.size && is_part(text.data[taken.size])) ++taken.size;
    skip(taken.size);
    return taken;
  }
};

/// Any other scheme is taken for a host, whose port `//…` then is none.
uint16_t take_scheme(Rest& rest) {
  if (rest.take("http://") || rest.take("ws://")) return 80;
  if (!rest.take("https://")) (void)rest.take("wss://");
  return 443;
}

/// `HOST`, or `[HOST]` for an IPv6 address. Empty: there is none.
Bytes take_host(Rest& rest, bool& is_ipv6) {
  is_ipv6 = rest.take("[");
  const Bytes host = rest.take_while(is_ipv6 ? is_ipv6_character : is_host_character);
  return is_ipv6 && !rest.take("]") ? Bytes{} : host;
}

/// `:PORT` and `/`, both optional, and nothing else. Leaves `port` as it is if none is named.
bool take_tail(Rest& rest, uint16_t& port) {
  if (rest.take(":")) {
    uint32_t number = 0;
    if (!parse_decimal(rest.take_while(is_digit), UINT16_MAX, number) || number == 0) return false;
    port = static_cast<uint16_t>(number);
  }
  (void)rest.take("/");
  return rest.text.size == 0;
}

/// An IPv4 address is digits and dots: no top-level domain is a number.
bool wants_api_prefix(Bytes host) {
  Rest rest = {host};
  if (rest.take_while(is_ipv4_character).size == host.size) return false;
  return !equal_ignoring_case(host, "localhost") && !begins_with(host, "api-");
}

}  // namespace

Error parse_server_address(const char* url, Service service, ServerAddress& out) {
  Rest rest = {bytes_of(url)};
  const uint16_t default_port = take_scheme(rest);
  out.port = default_port;
  const Bytes host = take_host(rest, out.is_ipv6);
  if (host.size == 0 || !take_tail(rest, out.port)) return Error::invalid_configuration;
  out.is_default_port = out.port == default_port;

  const bool prefixed = service == Service::gdn && !out.is_ipv6 && wants_api_prefix(host);
  const size_t prefix_size = prefixed ? 4 : 0;
  if (host.size > ServerAddress::kHostMax - prefix_size) return Error::invalid_configuration;
  memcpy(out.host, "api-", 4);
  memcpy(out.host + prefix_size, host.data, host.size);
  out.host[prefix_size + host.size] = '\0';
  return Error::ok;
}

}  // namespace uc8
