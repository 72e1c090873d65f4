// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace uc8::gateway {

// The protocol that speaks on a Connection: HTTP at first, WebSocket after an upgrade.
class Peer {
 public:
  virtual ~Peer() = default;

  // Clear text, as it came. Not called while reading is paused.
  virtual void on_bytes(std::string_view bytes) = 0;
  // The client sends no more (FIN or TLS close_notify).
  virtual void on_end() = 0;
  // The send queue fell from above its bound to below it.
  virtual void on_drained() {}
  // The connection is over, whoever ended it. The last call.
  virtual void on_gone() = 0;
};

}  // namespace uc8::gateway
