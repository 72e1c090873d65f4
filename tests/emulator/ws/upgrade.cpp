// SPDX-License-Identifier: Apache-2.0
#include "ws/upgrade.h"

#include <mbedtls/md.h>

#include "broker/base64.h"
#include "http/response.h"

namespace uc8::gateway {

UpgradeProblem check_upgrade(const HttpRequest& request) {
  if (request.method != "GET" || request.head_only ||
      !request.header_has_token("upgrade", "websocket") ||
      !request.header_has_token("connection", "upgrade")) {
    return {405, "HTTP method GET is not supported by this URL"};
  }
  if (request.header("sec-websocket-version") != "13") {
    return {400, "Unsupported websocket version specification"};
  }
  const emulator::Base64Decoded key =
      emulator::base64_decode(trimmed(request.header("sec-websocket-key")));
  if (!key.ok || key.bytes.size() != 16) return {400, "Sec-WebSocket-Key is missing or invalid"};
  return {};
}

std::string accept_value(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char hash[20];
  mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash);
  return emulator::base64_encode(
      std::string_view(reinterpret_cast<const char*>(hash), sizeof hash));
}

std::string write_switching(std::string_view accept, std::string_view host) {
  std::string head = "HTTP/1.1 101 Switching Protocols\r\n";
  head += "Date: " + http_date() + "\r\n";
  head += "broker-address: " + std::string(host) + "\r\n";
  head += "Connection: Upgrade\r\n";
  head += "Sec-WebSocket-Accept: " + std::string(accept) + "\r\n";
  head += "Server: APISIX\r\n";
  head += "Upgrade: WebSocket\r\n\r\n";
  return head;
}

}  // namespace uc8::gateway
