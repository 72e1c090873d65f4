// SPDX-License-Identifier: Apache-2.0
// How many messages a WebSocket consumer or reader may be sent: the counters of Pulsar's WebSocket
// proxy, quirks included.
#pragma once

#include <cstdint>

namespace uc8::emulator {

// A "receive" is one call of the proxy's receiveMessage(): it waits for one message, sends it, and
// may go on by itself. Push: up to `window` deliveries ahead of the acknowledgements; the counter
// counts deliveries, not messages. Pull: as many as were permitted. A permit of 0 or less still
// starts a receive when the counter is not below 0.
class ReceiveWindow {
 public:
  static ReceiveWindow push(int window) { return ReceiveWindow(window > 0 ? window : 1); }
  static ReceiveWindow pull() { return ReceiveWindow(0); }

  bool is_pull() const { return max_ == 0; }
  bool wants() const { return receives_ > 0; }
  int64_t pending() const { return pending_; }

  void started() {
    if (!is_pull()) ++receives_;
  }
  void delivered() {
    --receives_;
    if (++pending_ < max_) ++receives_;
  }
  // An acknowledgement or negative acknowledgement came.
  void answered() {
    if (is_pull()) return;
    if (pending_-- >= max_) ++receives_;
  }
  void permitted(int64_t messages) {
    if (!is_pull()) return;
    if (pending_ >= 0) ++receives_;
    pending_ -= messages;
  }

 private:
  explicit ReceiveWindow(int64_t max) : max_(max) {}

  int64_t max_;
  int64_t pending_ = 0;
  int64_t receives_ = 0;
};

}  // namespace uc8::emulator
