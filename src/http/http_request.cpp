// SPDX-License-Identifier: Apache-2.0
#include "http/http_request.h"

#include "uc8/version.h"

namespace uc8 {
namespace {

void write_host(WindowWriter& to, const ServerAddress& address) {
  if (address.is_ipv6) to.character('[');
  to.text(address.host);
  if (address.is_ipv6) to.character(']');
  if (address.is_default_port) return;
  to.character(':');
  to.decimal(address.port);
}

void write_authorization(WindowWriter& to, const Credentials& credentials) {
  switch (credentials.scheme) {
    case Credentials::Scheme::none:
      return;
    case Credentials::Scheme::api_key:
      to.text("\r\nAuthorization: apikey ");
      break;
    case Credentials::Scheme::bearer:
      to.text("\r\nAuthorization: Bearer ");
      break;
  }
  to.text(credentials.secret);
}

}  // namespace

void write_request_fields(WindowWriter& to, const RequestHead& head, bool has_body_length) {
  to.text(" HTTP/1.1\r\nHost: ");
  write_host(to, *head.address);
  to.text("\r\nUser-Agent: uC8/" UC8_VERSION "\r\nAccept: application/json");
  if (head.credentials != nullptr) write_authorization(to, *head.credentials);
  if (head.websocket_key.size > 0) {
    to.text(
        "\r\nUpgrade: websocket\r\nConnection: Upgrade"
        "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ");
    to.bytes(head.websocket_key);
  } else if (has_body_length) {
    to.text("\r\nContent-Length: 0");
  }
  to.text("\r\n\r\n");
}

}  // namespace uc8
