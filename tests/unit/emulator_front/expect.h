// SPDX-License-Identifier: Apache-2.0
//
// Checks that go on after a failure. CMocka's leave by longjmp, past the destructors of the strings
// that these tests are full of; here the failures are counted, and asserted when the body has
// ended.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "support/cmocka.h"

namespace uc8::gateway::test {

inline int failures = 0;

inline void expect(bool good, const char* what, const char* file, int line) {
  if (good) return;
  ++failures;
  print_error("%s:%d: %s\n", file, line, what);
}

inline void expect_text(std::string_view got, std::string_view wanted, const char* file, int line) {
  if (got == wanted) return;
  ++failures;
  print_error("%s:%d: \"%s\" is not \"%s\"\n", file, line, std::string(got).c_str(),
              std::string(wanted).c_str());
}

template <void (*Body)()>
void checked(void**) {
  failures = 0;
  Body();
  assert_int_equal(failures, 0);
}

}  // namespace uc8::gateway::test

#define EXPECT(condition) uc8::gateway::test::expect(condition, #condition, __FILE__, __LINE__)
#define EXPECT_EQUAL(got, wanted)                                                       \
  uc8::gateway::test::expect(static_cast<int64_t>(got) == static_cast<int64_t>(wanted), \
                             #got " is " #wanted, __FILE__, __LINE__)
#define EXPECT_TEXT(got, wanted) uc8::gateway::test::expect_text(got, wanted, __FILE__, __LINE__)
#define CHECKED_TEST(body)                                                \
  CMUnitTest {                                                            \
#body, uc8::gateway::test::checked < body>, nullptr, nullptr, nullptr \
  }
