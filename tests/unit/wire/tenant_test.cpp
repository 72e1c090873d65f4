// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include <initializer_list>

#include "base/base64.h"
#include "support/cmocka.h"
#include "wire/endpoint.h"

using namespace uc8;

namespace {

Account account_of(Credentials::Scheme scheme, const char* secret) {
  Account account;
  account.credentials.scheme = scheme;
  account.credentials.secret = secret;
  return account;
}

/// The tenant; null: refused.
const char* tenant_of(const Account& account) {
  static Tenant tenant;
  memset(tenant.text, 'x', sizeof tenant.text);
  const Error error = tenant_of(account, tenant);
  if (error == Error::ok) return tenant.text;
  assert_true(error == Error::invalid_configuration);
  return nullptr;
}

void an_api_key_names_its_tenant(void**) {
  struct {
    const char* key;
    const char* tenant;
  } const kRows[] = {
      {"xxxxxx", "_mm"},
      {"a.b", "_mm"},
      {"t.k.s", "t"},
      {"acme_example.com.key1.SECRET", "acme_example.com"},
      {"pythonsdk_macrometa.com.test_apikey_id_1.K72EKzVEz5yueWUApXRGEQg3JUtuk1bakEfFVw0MnR7",
       "pythonsdk_macrometa.com"},
      {"a..b", "a"},
      {"a.b.", "a"},
      {"", "_mm"},
      {nullptr, "_mm"},
  };
  for (const auto& row : kRows) {
    assert_string_equal(tenant_of(account_of(Credentials::Scheme::api_key, row.key)), row.tenant);
  }
}

struct JwtRow {
  const char* what;
  const char* jwt;
  const char* tenant;
};

const JwtRow kJwts[] = {
    {"as the GDN makes them, padded",
     "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjEuNjY4NzU2OTc5NzExMTE5ZSs2LCJoYXNoIjoxNzk0MTE4MDM4MzM"
     "xNjUyMDYxOSwiZXhwIjoxNjY4ODAwMTc5LCJpc3MiOiJtYWNyb21ldGEiLCJwcmVmZXJyZWRfdXNlcm5hbWU"
     "iOiJVWFB4Iiwic3ViIjoicHl0aG9uc2RrX21hY3JvbWV0YS5jb20iLCJ0ZW5hbnQiOiJweXRob25zZGtfbWF"
     "jcm9tZXRhLmNvbSJ9.c2ln",
     "pythonsdk_macrometa.com"},
    {"not padded",
     "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjEuNjY4NzU2OTc5NzExMTE5ZSs2LCJoYXNoIjoxNzk0MTE4MDM4MzM"
     "xNjUyMDYxOSwiZXhwIjoxNjY4ODAwMTc5LCJpc3MiOiJtYWNyb21ldGEiLCJwcmVmZXJyZWRfdXNlcm5hbWU"
     "iOiJVWFB4Iiwic3ViIjoicHl0aG9uc2RrX21hY3JvbWV0YS5jb20iLCJ0ZW5hbnQiOiJweXRob25zZGtfbWF"
     "jcm9tZXRhLmNvbSJ9.c2ln",
     "pythonsdk_macrometa.com"},
    {"the last of two tenants", "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOiJhIiwidGVuYW50IjoiYiJ9.c2ln",
     "b"},
    {"with - and _ in its text",
     "eyJhbGciOiJIUzI1NiJ9.eyJ4Ijoiw7_DvsO7Pj4-Pz8_IiwidGVuYW50IjoidCJ9.c2ln", "t"},
    {"escaped", "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOiJhXHUwMDJlYiJ9.c2ln", "a.b"},
    {"no such claim", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", "_mm"},
    {"no text", "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOjd9.c2ln", "_mm"},
    {"null", "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOm51bGx9.c2ln", "_mm"},
    {"a null inside", "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOiJhXHUwMDAwYiJ9.c2ln", "_mm"},
    {"nothing but a null", "h.eyJ0ZW5hbnQiOiJcdTAwMDAifQ.s", "_mm"},
    {"a lone surrogate", "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOiJcdWQ4MDAifQ.c2ln", "_mm"},
    {"cut short", "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOiJhIg.c2ln", "_mm"},
    {"an array", "eyJhbGciOiJIUzI1NiJ9.WyJ0ZW5hbnQiXQ.c2ln", "_mm"},
    {"no base64", "h.*.s", "_mm"},
    {"one part", "abc", "_mm"},
    {"two parts", "h.eyJ0ZW5hbnQiOiJhIn0", "_mm"},
    {"empty payload", "h..s", "_mm"},
    {"empty", "", "_mm"},
};

void a_jwt_names_its_tenant_or_counts_for_nothing(void**) {
  for (const JwtRow& row : kJwts) {
    const char* tenant = tenant_of(account_of(Credentials::Scheme::bearer, row.jwt));
    if (tenant == nullptr || strcmp(tenant, row.tenant) != 0) print_error("%s\n", row.what);
    assert_string_equal(tenant, row.tenant);
  }
}

/// A JWT whose payload is so long.
const char* jwt_of_size(size_t size) {
  static char payload[2000];
  static char jwt[3000];
  memset(payload, ' ', size);
  memcpy(payload, "{\"tenant\":\"t\"}", 14);
  strcpy(jwt, "h.");
  WindowWriter to({reinterpret_cast<uint8_t*>(jwt) + 2, 2900}, 0);
  write_base64(to, {reinterpret_cast<const uint8_t*>(payload), size});
  strcpy(jwt + 2 + to.total(), ".s");
  return jwt;
}

void a_jwt_payload_of_up_to_a_kibibyte_is_read(void**) {
  for (const size_t size : {14u, 1023u, 1024u}) {
    assert_string_equal(tenant_of(account_of(Credentials::Scheme::bearer, jwt_of_size(size))), "t");
  }
  // 1368 characters of base64 may hold up to two bytes more; then it is over.
  assert_string_equal(tenant_of(account_of(Credentials::Scheme::bearer, jwt_of_size(1027))), "_mm");
}

void what_the_account_says_comes_first(void**) {
  Account account = account_of(Credentials::Scheme::api_key, "t.k.s");
  account.tenant = "mine";
  assert_string_equal(tenant_of(account), "mine");
  account.service = Service::pulsar;
  assert_string_equal(tenant_of(account), "mine");
  account.tenant = nullptr;
  assert_string_equal(tenant_of(account), "public");
  assert_string_equal(tenant_of(Account()), "_mm");
}

void an_empty_or_too_long_tenant_is_refused(void**) {
  static char text[300];
  for (const size_t size : {0u, 1u, 255u, 256u, 299u}) {
    memset(text, 'x', size);
    text[size] = '\0';
    Account account;
    account.tenant = text;
    assert_int_equal(tenant_of(account) != nullptr, size >= 1 && size <= 255);
  }
  assert_null(tenant_of(account_of(Credentials::Scheme::api_key, ".k.s")));
}

void what_would_break_a_request_is_refused(void**) {
  using Scheme = Credentials::Scheme;
  for (const char* secret : {"a\r\nX: y", "a\nb", "a b", "a\tb", "a\x7f", "\xc3\xa4", "", "\x01"}) {
    for (const Scheme scheme : {Scheme::api_key, Scheme::bearer}) {
      assert_true(check_account(account_of(scheme, secret)) == Error::invalid_configuration);
    }
    assert_true(check_account(account_of(Scheme::none, secret)) == Error::ok);
  }
  assert_true(check_account(account_of(Scheme::api_key, nullptr)) == Error::invalid_configuration);
  for (const char* name : {"a\r\nb", "\n", "a\x1f", "a\x7f", ""}) {
    Account account = account_of(Scheme::api_key, "!~");
    assert_true(check_account(account) == Error::ok);
    account.tenant = name;
    assert_true(check_account(account) == Error::invalid_configuration);
    account.tenant = "a b/\xc3\xa4";
    assert_true(check_account(account) == Error::ok);
    account.fabric = name;
    assert_true(check_account(account) == Error::invalid_configuration);
    account.fabric = "_system";
    assert_true(check_account(account) == Error::ok);
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(an_api_key_names_its_tenant),
      cmocka_unit_test(a_jwt_names_its_tenant_or_counts_for_nothing),
      cmocka_unit_test(a_jwt_payload_of_up_to_a_kibibyte_is_read),
      cmocka_unit_test(what_the_account_says_comes_first),
      cmocka_unit_test(an_empty_or_too_long_tenant_is_refused),
      cmocka_unit_test(what_would_break_a_request_is_refused),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
