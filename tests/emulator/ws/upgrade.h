// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "http/request.h"

namespace uc8::gateway {

// What is wrong with an upgrade request (RFC 6455, section 4.2.1): an HTTP status and Jetty's
// words, or status 0.
struct UpgradeProblem {
  int status = 0;
  std::string message;
};
UpgradeProblem check_upgrade(const HttpRequest& request);

// The value of Sec-WebSocket-Accept for a client's key.
std::string accept_value(std::string_view key);

// The 101, as Pulsar's service sends it. Extensions are declined.
std::string write_switching(std::string_view accept, std::string_view host);

}  // namespace uc8::gateway
