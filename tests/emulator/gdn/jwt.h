// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uc8::gateway {

struct JwtClaims {
  std::string tenant;
  std::string user;
  int64_t issued_at_s = 0;
  int64_t expires_at_s = 0;
};

// HS256, with the padded base64url parts that the GDN writes.
std::string sign_jwt(const JwtClaims& claims, std::string_view secret);

// Padded or not. None: not ours, changed, or expired at `now_s`.
std::optional<JwtClaims> verify_jwt(std::string_view token, std::string_view secret, int64_t now_s);

}  // namespace uc8::gateway
