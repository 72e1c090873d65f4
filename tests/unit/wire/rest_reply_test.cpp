// SPDX-License-Identifier: Apache-2.0
#include "wire/rest_reply.h"

#include <string.h>

#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page;

void a_one_time_password_is_read(void**) {
  struct {
    const char* body;
    const char* otp;
  } const kRows[] = {
      {"{\"otp\":\"llKQHm-9Cg1DLTTdrXnSKk4FF0FTQWga\"}", "llKQHm-9Cg1DLTTdrXnSKk4FF0FTQWga"},
      {"\n{\"error\":false,\"code\":200,\"otp\":\"a\\/b+c=\",\"ttl\":[1]}\n", "a/b+c="},
  };
  for (const auto& row : kRows) {
    OneTimePassword otp;
    assert_true(read_one_time_password(page.place(bytes_of(row.body)), otp) == Error::ok);
    assert_true(is_text(otp.view(), row.otp));
  }
}

void a_body_without_a_password_is_a_violation(void**) {
  const char* const kRows[] = {"",
                               "{}",
                               "[]",
                               "{\"otp\":\"\"}",
                               "{\"otp\":null}",
                               "{\"otp\":5}",
                               "{\"otp\":\"a\"",
                               "{\"otp\":\"\\ud800\"}",
                               "{\"OTP\":\"a\"}",
                               "<html>",
                               "{\"result\":{\"otp\":\"a\"}}"};
  for (const char* body : kRows) {
    OneTimePassword otp;
    assert_true(read_one_time_password(page.place(bytes_of(body)), otp) ==
                Error::protocol_violation);
    assert_int_equal(otp.size, 0);
  }
}

void a_password_of_up_to_255_bytes_is_kept(void**) {
  for (size_t size = 254; size <= 257; ++size) {
    static char body[300];
    strcpy(body, "{\"otp\":\"");
    memset(body + 8, 'x', size);
    strcpy(body + 8 + size, "\"}");
    OneTimePassword otp;
    assert_int_equal(read_one_time_password(page.place(bytes_of(body)), otp) == Error::ok,
                     size <= 255);
    assert_int_equal(otp.size, size <= 255 ? size : 0);
  }
}

void the_words_of_an_error_are_found_in_every_shape_of_body(void**) {
  struct {
    const char* body;
    const char* words;
  } const kRows[] = {
      {"{\"code\":401,\"error\":true,\"errorMessage\":\"forbidden\",\"errorNum\":11}", "forbidden"},
      {"{\"code\":401,\"error\":true,\"message\":\"Unauthorized\",\"serverId\":\"C8Apid 0.1.41\"}",
       "Unauthorized"},
      {"{\n\"servlet\":\"x\",\n\"message\":\"Failed: it&apos;s "
       "\\\"taken\\\"\",\n\"status\":\"409\"\n}",
       "Failed: it&apos;s \"taken\""},
      {"{\"message\":\"less\",\"errorMessage\":\"more\"}", "more"},
      {"{\"errorMessage\":\"more\",\"message\":\"less\"}", "more"},
      {"{\"errorMessage\":\"\",\"message\":\"said\"}", "said"},
      {"{\"errorMessage\":null,\"message\":5}", "{\"errorMessage\":null,\"message\":5}"},
      {"{\"errorMessage\":\"x\",\"message\":\"yy\"}", "x"},
      {"{\"message\":\"y\"}", "y"},
      {"{\"code\":500}", "{\"code\":500}"},
      {" \r\n\t<html>Bad</html> ", "<html>Bad</html> "},
      {"{\"message\":\"cut sh", "{\"message\":\"cut sh"},
      {"", ""},
      {" \n ", ""},
  };
  for (const auto& row : kRows) {
    assert_true(is_text(error_words(page.place(bytes_of(row.body))), row.words));
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_one_time_password_is_read),
      cmocka_unit_test(a_body_without_a_password_is_a_violation),
      cmocka_unit_test(a_password_of_up_to_255_bytes_is_kept),
      cmocka_unit_test(the_words_of_an_error_are_found_in_every_shape_of_body),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
