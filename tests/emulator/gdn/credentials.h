// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace uc8::gateway {

// Who a request speaks for.
struct Identity {
  std::string tenant;
  std::string user;
};

// `tenant.id.secret` names its tenant, which may hold dots; anything shorter belongs to `_mm`.
std::string tenant_of_key(std::string_view api_key);

// The account that can log in.
struct BuiltInAccount {
  std::string email = "nemo@nautilus.com";
  std::string password = "xxxxxx";
  std::string user = "root";

  // An e-mail address with `_` for `@`, as the GDN names tenants.
  std::string tenant() const;
};

// Whom the emulator knows: API keys, one account, and the tokens it has signed.
class Credentials {
 public:
  std::vector<std::string> api_keys;
  BuiltInAccount account;
  std::string jwt_secret;
  int64_t jwt_lifetime_s = 43200;

  // The value of an Authorization header; `apikey` and `bearer` in any case.
  std::optional<Identity> check(std::string_view authorization, int64_t now_s) const;

  // The body of a login, and what to answer.
  struct Login {
    int status = 200;
    int error_num = 0;
    std::string error_message;
    std::string jwt;
  };
  Login log_in(std::string_view body, int64_t now_s) const;
};

}  // namespace uc8::gateway
