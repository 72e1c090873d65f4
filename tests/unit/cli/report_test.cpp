// SPDX-License-Identifier: Apache-2.0
//
// Faults in words.
#include <errno.h>

#include <string>

#include "cli/report.h"
#include "support/cmocka.h"

using namespace uc8;
using namespace uc8::cli;

namespace {

bool says(const std::string& text, const char* wanted) {
  if (text.find(wanted) != std::string::npos && text.find('\n') == std::string::npos) return true;
  print_error("says %s\n not %s\n", text.c_str(), wanted);
  return false;
}

Report report() {
  return Report("api-x", {"tenant.id.s3cretpart", "s3cretpart"});
}

bool line_says(const Fault& fault, const char* last_words, const char* wanted) {
  return says(report().line(fault, bytes_of(last_words)), wanted);
}

void a_line_says_what_where_and_what_to_do(void**) {
  const struct {
    Fault fault;
    const char* last_words;
    const char* wanted;
  } rows[] = {
      {{Error::unauthorized, Origin::http, 401},
       "",
       "unauthorized (HTTP 401) from api-x: check the"},
      {{Error::unauthorized, Origin::websocket, 1008},
       "",
       "(close 1008 policy violation) from api-x"},
      {{Error::server_busy, Origin::websocket, 0}, "", "server busy (close without a code) from"},
      {{Error::server_busy, Origin::websocket, 4000}, "", "(close 4000)"},
      {{Error::connection_lost, Origin::system, ECONNREFUSED},
       "",
       "no connection (Connection refused)"},
      {{Error::peer_silent, Origin::none, 0}, "", "the server fell silent from api-x: check"},
      {{Error::tls_untrusted, Origin::tls, 0x0c},
       "",
       "(for another host, signed by no one we trust)"},
      {{Error::tls_untrusted, Origin::tls, 0x01},
       "",
       "certificate not trusted (expired) from api-x"},
      {{Error::tls_untrusted, Origin::tls, 0x0200}, "", "(not yet valid)"},
      {{Error::tls_failed, Origin::tls, -0x7200},
       "",
       "no TLS (TLS -0x7200) from api-x: check that"},
      {{Error::message_refused, Origin::stream, 7}, "", "message refused (send-error 7)"},
      {{Error::redirected, Origin::http, 302},
       "https://y/",
       "give the address that it names as --url, if you trust it; the server says \"https://y/\""},
      {{Error::rejected, Origin::http, 400},
       "a\r\n\x1b[2Jb\x9b",
       "; the server says \"a???[2Jb?\""},
      {{Error::protocol_violation, Origin::stream, 0}, "", "protocol broken from api-x: check"},
      {{Error::protocol_violation, Origin::http, 0}, "", "protocol broken from api-x: check"},
      {{Error::window_full, Origin::none, 0}, "", "window full from api-x: report it"},
  };
  for (const auto& row : rows) assert_true(line_says(row.fault, row.last_words, row.wanted));
}

void every_error_that_a_user_meets_has_advice(void**) {
  for (const int code :
       {200, 201, 202, 203, 204, 205, 206, 300, 400, 401, 402, 403, 404, 405, 406}) {
    assert_true(advice_for(static_cast<Error>(code)) != "report it as a bug of uc8");
  }
}

bool quotes(const char* last_words, const char* wanted) {
  const std::string text = report().quoted(bytes_of(last_words));
  if (text == wanted) return true;
  print_error("quotes %s\n not   %s\n", text.c_str(), wanted);
  return false;
}

void a_server_cannot_make_us_print_a_secret(void**) {
  const struct {
    const char* last_words;
    const char* wanted;
  } rows[] = {
      {"key tenant.id.s3cretpart is bad", "key *** is bad"},
      {"s3cretpart s3cretpart", "*** ***"},
      {"and then tenant.id.s3cr", "and then ***"},
      {"and then s3cretpar", "and then ***"},
      {"wss://h/p?otp=abc123&x=1", "wss://h/p?otp=***&x=1"},
      {"\"otp=abc", "\"otp=***"},
      {"nothing", "nothing"},
      {" a line\r\n\n", " a line"},
      {"\r\n", ""},
      {"", ""},
  };
  for (const auto& row : rows) assert_true(quotes(row.last_words, row.wanted));
}

void the_exit_code_is_the_hundreds_digit(void**) {
  assert_int_equal(exit_code_of(Error::invalid_configuration), 1);
  assert_int_equal(exit_code_of(Error::conflict), 2);
  assert_int_equal(exit_code_of(Error::unauthorized), 3);
  assert_int_equal(exit_code_of(Error::message_refused), 4);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_line_says_what_where_and_what_to_do),
      cmocka_unit_test(every_error_that_a_user_meets_has_advice),
      cmocka_unit_test(a_server_cannot_make_us_print_a_secret),
      cmocka_unit_test(the_exit_code_is_the_hundreds_digit),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
