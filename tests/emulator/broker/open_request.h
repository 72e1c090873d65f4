// SPDX-License-Identifier: Apache-2.0
// What an upgrade request asks of the broker, and the broker's answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/peer.h"

namespace uc8::emulator {

// In the order of the URL; of a repeated name the first counts, unknown names are ignored.
using Query = std::vector<std::pair<std::string, std::string>>;

struct OpenRequest {
  PeerKind kind = PeerKind::consumer;
  // What follows `…/ws/v2/producer|consumer|reader/` in the path: split at `/` first, then
  // percent-decoded (`+` is a space too).
  // {"persistent", tenant, "c8global._system", "c8globals.demo"} and, for a consumer, the
  // subscription.
  std::vector<std::string> segments;
  Query query;           // percent-decoded; what the gateway itself uses (otp) is ignored here
  std::string accept{};  // the header: which form a refusal's page is wanted in; not the broker's
};

// The upgrade is refused: HTTP status and the `message` of the body (plain text: HTML-escape it for
// the body, in JSON too).
struct Refusal {
  int status = 0;
  std::string message;
  int64_t after_ms = 0;  // the answer is due so much later (see BrokerOptions::slow_refusals)
};

// Either `peer`, or a refusal.
struct Opened {
  Peer* peer = nullptr;
  Refusal refusal;
};

}  // namespace uc8::emulator
