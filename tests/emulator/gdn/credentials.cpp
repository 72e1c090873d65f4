// SPDX-License-Identifier: Apache-2.0
#include "gdn/credentials.h"

#include <algorithm>

#include "broker/json.h"
#include "gdn/answers.h"
#include "gdn/jwt.h"
#include "http/request.h"

namespace uc8::gateway {

std::string tenant_of_key(std::string_view api_key) {
  const size_t last = api_key.rfind('.');
  if (last == std::string_view::npos || last == 0) return "_mm";
  const size_t before = api_key.rfind('.', last - 1);
  if (before == std::string_view::npos || before == 0) return "_mm";
  return std::string(api_key.substr(0, before));
}

std::string BuiltInAccount::tenant() const {
  std::string tenant = email;
  std::replace(tenant.begin(), tenant.end(), '@', '_');
  return tenant;
}

std::optional<Identity> Credentials::check(std::string_view authorization, int64_t now_s) const {
  authorization = trimmed(authorization);
  const size_t space = authorization.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = authorization.substr(0, space);
  const std::string_view secret = trimmed(authorization.substr(space + 1));
  if (same_without_case(scheme, "apikey")) {
    if (std::find(api_keys.begin(), api_keys.end(), secret) == api_keys.end()) return std::nullopt;
    return Identity{tenant_of_key(secret), "root"};
  }
  if (!same_without_case(scheme, "bearer")) return std::nullopt;
  const std::optional<JwtClaims> claims = verify_jwt(secret, jwt_secret, now_s);
  if (!claims) return std::nullopt;
  return Identity{claims->tenant, claims->user};
}

Credentials::Login Credentials::log_in(std::string_view body, int64_t now_s) const {
  const emulator::JsonParsed parsed = json_body(body);
  if (!parsed.ok || !parsed.value.is_object()) return {400, 400, "expecting a JSON object", ""};
  const auto email = parsed.value.string_member("email");
  const auto tenant = parsed.value.string_member("tenant");
  const auto user = parsed.value.string_member("username");
  const auto password = parsed.value.string_member("password");
  const bool known =
      email ? *email == account.email : tenant == account.tenant() && user == account.user;
  if (!known) return {401, 11, "forbidden", ""};
  if (password != account.password) return {401, 401, "Wrong credentials", ""};
  JwtClaims claims;
  claims.tenant = account.tenant();
  claims.user = account.user;
  claims.issued_at_s = now_s;
  claims.expires_at_s = now_s + jwt_lifetime_s;
  return {200, 0, "", sign_jwt(claims, jwt_secret)};
}

}  // namespace uc8::gateway
