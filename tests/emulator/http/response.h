// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace uc8::gateway {

// One HTTP answer. Length, date and connection headers are added when it is written.
struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool close = false;
};

const char* reason_phrase(int status);

// `Sun, 22 Nov 2026 09:51:23 GMT`, now.
std::string http_date();

// The answer as bytes. `body_wanted` is false for HEAD.
std::string write_response(const HttpResponse& response, bool body_wanted);

}  // namespace uc8::gateway
