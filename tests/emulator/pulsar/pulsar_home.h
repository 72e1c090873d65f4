// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "http/http_client.h"

namespace uc8::gateway {

// The Pulsar behind: its WebSocket service, its admin REST, and our token there.
struct PulsarHome {
  Origin web_socket;
  Origin admin;
  std::string token;  // empty: none

  std::string authorization() const { return token.empty() ? token : "Bearer " + token; }
};

}  // namespace uc8::gateway
