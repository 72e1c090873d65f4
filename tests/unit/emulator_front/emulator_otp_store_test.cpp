// SPDX-License-Identifier: Apache-2.0
#include "gdn/otp_store.h"
#include "unit/emulator_front/expect.h"

using namespace uc8::gateway;

namespace {

using Verdict = OtpStore::Verdict;

void a_password_opens_one_door() {
  OtpStore store(1000);
  store.issue("a", "_mm", 0);
  EXPECT(store.spend("a", "_mm", 10) == Verdict::accepted);
  EXPECT(store.spend("a", "_mm", 10) == Verdict::unknown);
  EXPECT_EQUAL(store.counters().used, 1);
  EXPECT_EQUAL(store.counters().refused, 1);
}

void a_password_expires() {
  OtpStore store(1000);
  store.issue("a", "_mm", 0);
  store.issue("b", "_mm", 0);
  EXPECT(store.spend("a", "_mm", 999) == Verdict::accepted);
  EXPECT(store.spend("b", "_mm", 1000) == Verdict::expired);
  EXPECT_EQUAL(store.counters().expired, 1);
}

void a_password_is_its_tenants_and_a_wrong_try_spends_it() {
  OtpStore store(1000);
  store.issue("a", "_mm", 0);
  EXPECT(store.spend("a", "other", 1) == Verdict::other_tenant);
  EXPECT(store.spend("a", "_mm", 1) == Verdict::unknown);
}

void a_refused_password_is_gone() {
  OtpStore store(1000);
  store.issue("a", "_mm", 0);
  store.refuse("a");
  EXPECT(store.spend("a", "_mm", 1) == Verdict::unknown);
}

void expired_passwords_are_forgotten() {
  OtpStore store(1000);
  store.issue("a", "_mm", 0);
  store.issue("b", "_mm", 2000);
  EXPECT_EQUAL(store.outstanding(), 1);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(a_password_opens_one_door),
      CHECKED_TEST(a_password_expires),
      CHECKED_TEST(a_password_is_its_tenants_and_a_wrong_try_spends_it),
      CHECKED_TEST(a_refused_password_is_gone),
      CHECKED_TEST(expired_passwords_are_forgotten),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
