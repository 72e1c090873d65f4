// SPDX-License-Identifier: Apache-2.0
#include "gdn/credentials.h"

#include "gdn/jwt.h"
#include "unit/emulator_front/expect.h"

using namespace uc8::gateway;

namespace {

constexpr int64_t kNow = 1700000000;

Credentials some_credentials() {
  Credentials credentials;
  credentials.api_keys = {"xxxxxx", "acme_example.com.key1.SECRET"};
  credentials.jwt_secret = "secret";
  return credentials;
}

std::string tenant(const Credentials& credentials, const std::string& header, int64_t now) {
  const auto who = credentials.check(header, now);
  return who ? who->tenant : "nobody";
}

void the_tenant_is_in_the_key() {
  EXPECT_TEXT(tenant_of_key("xxxxxx"), "_mm");
  EXPECT_TEXT(tenant_of_key("a.b"), "_mm");
  EXPECT_TEXT(tenant_of_key("t.k.s"), "t");
  EXPECT_TEXT(tenant_of_key("acme_example.com.key1.SECRET"), "acme_example.com");
  EXPECT_TEXT(tenant_of_key(""), "_mm");
  EXPECT_TEXT(tenant_of_key(".."), "_mm");
}

void keys_are_accepted_whatever_the_case_of_the_scheme() {
  const Credentials credentials = some_credentials();
  EXPECT_TEXT(tenant(credentials, "apikey xxxxxx", kNow), "_mm");
  EXPECT_TEXT(tenant(credentials, "APIKEY  xxxxxx ", kNow), "_mm");
  EXPECT_TEXT(tenant(credentials, "ApiKey acme_example.com.key1.SECRET", kNow), "acme_example.com");
  for (const char* header : {"", "xxxxxx", "apikey", "apikey ", "apikey xxxxxxx", "apikey XXXXXX",
                             "bearer xxxxxx", "basic xxxxxx", "apikeyxxxxxx"}) {
    EXPECT_TEXT(tenant(credentials, header, kNow), "nobody");
  }
}

void a_login_gives_a_token_that_is_accepted_until_it_expires() {
  const Credentials credentials = some_credentials();
  const auto login =
      credentials.log_in("{\"email\": \"nemo@nautilus.com\", \"password\": \"xxxxxx\"}", kNow);
  EXPECT_EQUAL(login.status, 200);
  EXPECT_TEXT(tenant(credentials, "Bearer " + login.jwt, kNow), "nemo_nautilus.com");
  EXPECT_TEXT(tenant(credentials, "bearer " + login.jwt, kNow + 43199), "nemo_nautilus.com");
  EXPECT_TEXT(tenant(credentials, "bearer " + login.jwt, kNow + 43200), "nobody");
}

void both_ways_to_log_in_and_all_ways_to_fail() {
  struct Row {
    const char* body;
    int status;
    int error_num;
  };
  const Row rows[] = {
      {"{\"tenant\":\"nemo_nautilus.com\",\"username\":\"root\",\"password\":\"xxxxxx\"}", 200, 0},
      {"{\"tenant\":\"other\",\"username\":\"root\",\"password\":\"xxxxxx\"}", 401, 11},
      {"{\"email\":\"who@nautilus.com\",\"password\":\"xxxxxx\"}", 401, 11},
      {"{\"email\":\"nemo@nautilus.com\",\"password\":\"yyyyyy\"}", 401, 401},
      {"{\"email\":\"nemo@nautilus.com\"}", 401, 401},
      {"{\"email\":7}", 401, 11},
      {"[]", 400, 400},
      {"", 400, 400},
  };
  for (const Row& row : rows) {
    const auto login = some_credentials().log_in(row.body, kNow);
    EXPECT_EQUAL(login.status, row.status);
    EXPECT_EQUAL(login.error_num, row.error_num);
  }
}

void a_token_that_was_changed_is_refused() {
  const JwtClaims claims{"t", "u", kNow, kNow + 10};
  const std::string token = sign_jwt(claims, "secret");
  EXPECT(verify_jwt(token, "secret", kNow).has_value());
  EXPECT(!verify_jwt(token, "other", kNow).has_value());
  for (size_t at = 0; at < token.size(); ++at) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    // The last digit before the padding has bits that say nothing.
    const auto verified = verify_jwt(changed, "secret", kNow);
    EXPECT(!verified || token[at + 1] == '=');
  }
}

void a_token_may_come_without_its_padding() {
  const JwtClaims claims{"tenant-x", "u", kNow, kNow + 10};
  std::string token = sign_jwt(claims, "secret");
  EXPECT(token.find('=') != std::string::npos);
  // Only the signature's: the signed text is as it was signed.
  while (token.back() == '=') token.pop_back();
  EXPECT(verify_jwt(token, "secret", kNow).has_value());
}

void no_token_without_a_signature_is_accepted() {
  // {"alg":"none"} . {"tenant":"t","exp":9999999999} . nothing
  EXPECT(!verify_jwt("eyJhbGciOiJub25lIn0=.eyJ0ZW5hbnQiOiJ0IiwiZXhwIjo5OTk5OTk5OTk5fQ==.", "secret",
                     kNow)
              .has_value());
  for (const char* token : {"", ".", "..", "a.b", "a.b.c", "e30=.e30=.e30="}) {
    EXPECT(!verify_jwt(token, "secret", kNow).has_value());
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(the_tenant_is_in_the_key),
      CHECKED_TEST(keys_are_accepted_whatever_the_case_of_the_scheme),
      CHECKED_TEST(a_login_gives_a_token_that_is_accepted_until_it_expires),
      CHECKED_TEST(both_ways_to_log_in_and_all_ways_to_fail),
      CHECKED_TEST(a_token_that_was_changed_is_refused),
      CHECKED_TEST(a_token_may_come_without_its_padding),
      CHECKED_TEST(no_token_without_a_signature_is_accepted),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
