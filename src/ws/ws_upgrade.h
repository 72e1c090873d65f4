// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/entropy.h"
#include "http/http_exchange.h"

namespace uc8 {

/// The client's half of the handshake of RFC 6455 §4.1.
struct WebSocketKey {
  static constexpr size_t kSize = 24;
  char text[kSize] = {};
  Bytes view() const { return {reinterpret_cast<const uint8_t*>(text), kSize}; }
};

/// A new nonce: base64 of 16 bytes.
WebSocketKey make_websocket_key(Entropy& entropy);

/// Whether a 101 is the answer to `key`: Upgrade and Connection fields, the right
/// Sec-WebSocket-Accept, and nothing negotiated that was not offered.
bool is_accepted(const WebSocketKey& key, const HttpResponse& response);

}  // namespace uc8
