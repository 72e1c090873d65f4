// SPDX-License-Identifier: Apache-2.0
#include "link/backoff.h"
#include "link/verdict.h"
#include "support/cmocka.h"

using uc8::Error;

static void backoff_is_full_jitter_under_a_doubling_bound_with_a_cap(void**) {
  static constexpr uc8::Millis bounds[] = {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000};
  for (uint16_t attempt = 1; attempt <= 9; ++attempt) {
    const uc8::Millis bound = bounds[attempt - 1];
    assert_int_equal(uc8::backoff_ms(attempt, 0), 0);
    assert_int_equal(uc8::backoff_ms(attempt, 0x80000000u), bound / 2);
    assert_int_equal(uc8::backoff_ms(attempt, 0xffffffffu), bound - 1);
  }
  assert_int_equal(uc8::backoff_ms(65535, 0xffffffffu), 29999);
}

static void each_http_status_names_who_must_act(void**) {
  struct Row {
    uint16_t status;
    Error error;
  };
  static constexpr Row rows[] = {{200, Error::protocol_violation}, {204, Error::protocol_violation},
                                 {301, Error::redirected},         {302, Error::redirected},
                                 {308, Error::redirected},         {400, Error::rejected},
                                 {401, Error::unauthorized},       {403, Error::unauthorized},
                                 {404, Error::not_found},          {405, Error::rejected},
                                 {408, Error::server_busy},        {409, Error::conflict},
                                 {412, Error::rejected},           {429, Error::server_busy},
                                 {500, Error::server_busy},        {502, Error::server_busy},
                                 {503, Error::server_busy},        {504, Error::server_busy}};
  for (const Row& row : rows) {
    assert_int_equal(static_cast<int>(uc8::error_of_status(row.status)),
                     static_cast<int>(row.error));
  }
}

static void each_close_code_names_who_must_act(void**) {
  struct Row {
    uint16_t code;
    Error error;
  };
  static constexpr Row rows[] = {
      {0, Error::server_busy},           {1000, Error::server_busy},
      {1001, Error::server_busy},        {1006, Error::server_busy},
      {1011, Error::server_busy},        {1012, Error::server_busy},
      {1013, Error::server_busy},        {1002, Error::protocol_violation},
      {1003, Error::protocol_violation}, {1007, Error::protocol_violation},
      {1008, Error::unauthorized},       {1009, Error::rejected},
      {4000, Error::server_busy}};
  for (const Row& row : rows) {
    assert_int_equal(static_cast<int>(uc8::error_of_close(row.code)), static_cast<int>(row.error));
  }
}

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(backoff_is_full_jitter_under_a_doubling_bound_with_a_cap),
      cmocka_unit_test(each_http_status_names_who_must_act),
      cmocka_unit_test(each_close_code_names_who_must_act),
  };
  return cmocka_run_group_tests_name("link_policy", tests, nullptr, nullptr);
}
