// SPDX-License-Identifier: Apache-2.0
#include "ws/ws_upgrade.h"

#include <string.h>

#include "base/base64.h"
#include "base/sha1.h"

namespace uc8 {

WebSocketKey make_websocket_key(Entropy& entropy) {
  uint8_t nonce[16];
  entropy.fill({nonce, sizeof nonce});
  WebSocketKey key;
  WindowWriter to({reinterpret_cast<uint8_t*>(key.text), sizeof key.text}, 0);
  write_base64(to, {nonce, sizeof nonce});
  return key;
}

bool is_accepted(const WebSocketKey& key, const HttpResponse& response) {
  if (response.status != 101 || !response.is_upgrade || response.has_extension) return false;
  if (response.accept_size != HttpResponse::kAcceptSize) return false;
  static constexpr char kGuid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455 §1.3
  uint8_t text[WebSocketKey::kSize + sizeof kGuid - 1];
  memcpy(text, key.text, WebSocketKey::kSize);
  memcpy(text + WebSocketKey::kSize, kGuid, sizeof kGuid - 1);
  uint8_t digest[20];
  sha1({text, sizeof text}, digest);
  uint8_t expected[HttpResponse::kAcceptSize];
  WindowWriter to({expected, sizeof expected}, 0);
  write_base64(to, {digest, sizeof digest});
  return memcmp(expected, response.accept, sizeof expected) == 0;
}

}  // namespace uc8
