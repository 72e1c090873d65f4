// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "http/head_fields.h"
#include "http/target.h"

namespace uc8::gateway {

// One HTTP request, whole.
struct HttpRequest {
  std::string method;
  Target target;
  Headers headers;
  std::string body;
  bool keep_alive = true;
  // HEAD: a GET whose answer goes without its body.
  bool head_only = false;

  // Value of a header, its name in lower case; empty when absent.
  std::string_view header(std::string_view name) const { return header_in(headers, name); }
  bool has_header(std::string_view name) const;
  // Whether a comma-separated header names `token`, case aside.
  bool header_has_token(std::string_view name, std::string_view token) const;
};

bool same_without_case(std::string_view a, std::string_view b);
std::string_view trimmed(std::string_view text);

}  // namespace uc8::gateway
