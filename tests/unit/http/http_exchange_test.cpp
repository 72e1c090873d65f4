// SPDX-License-Identifier: Apache-2.0
#include "support/cmocka.h"
#include "unit/http/exchange_player.h"

using namespace uc8;
using State = HttpExchange::State;
using std::string_view;

namespace {

ExchangePlayer player;

/// A response, and all that must be known after it.
struct Complete {
  const char* name;
  string_view input;
  string_view rest;  ///< What follows and must not be consumed.
  uint16_t status;
  bool keep_alive;
  string_view body;
  string_view location;
  uint32_t retry_after_s;
};

#define OK11 "HTTP/1.1 200 OK\r\n"
#define LENGTH0 "Content-Length: 0\r\n\r\n"

const Complete kComplete[] = {
    {"length", OK11 "Content-Length: 5\r\n\r\nhello", "", 200, true, "hello", "", 0},
    {"bytes behind", OK11 "Content-Length: 5\r\n\r\nhello", "HTTP/1.1 200", 200, true, "hello", "",
     0},
    {"behind nothing", OK11 LENGTH0, "\r\n", 200, true, "", "", 0},
    {"close", OK11 "connection: Close\r\nContent-Length: 2\r\n\r\nhi", "", 200, false, "hi", "", 0},
    {"1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "", 200, false, "hi", "", 0},
    {"1.0 kept", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", "",
     200, true, "hi", "", 0},
    {"no reason", "HTTP/1.1 409 \r\n" LENGTH0, "", 409, true, "", "", 0},
    {"chunked", OK11 "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
     "HTTP", 200, true, "abcde", "", 0},
    {"trailers",
     OK11 "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nLocation: /t\r\nRetry-After: 3\r\n\r\n",
     "", 200, true, "a", "", 0},
    {"204", "HTTP/1.1 204 No Content\r\n\r\n", "", 204, true, "", "", 0},
    {"304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "", 304, true,
     "", "", 0},
    {"204 with chunks that do not come", "HTTP/1.1 204 N\r\nTransfer-Encoding: chunked\r\n\r\n", "",
     204, true, "", "", 0},
    {"100 with a length", "HTTP/1.1 100 C\r\nContent-Length: 3\r\n\r\n" OK11 LENGTH0, "", 200, true,
     "", "", 0},
    {"empty lines first", "\r\n\r\n" OK11 LENGTH0, "", 200, true, "", "", 0},
    {"redirect", "HTTP/1.1 302 Found\r\nLocation:  https://a/b c \t\r\n" LENGTH0, "", 302, true, "",
     "https://a/b c", 0},
    {"empty fields", OK11 "Location:\r\nConnection:\r\nRetry-After: \r\n" LENGTH0, "", 200, true,
     "", "", 0},
    {"prefix of a name", OK11 "Locatio: /x\r\nLocations: /y\r\n" LENGTH0, "", 200, true, "", "", 0},
    {"wait", "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\n" LENGTH0, "", 429, true, "", "", 7},
    {"long wait", "HTTP/1.1 503 Slow\r\nretry-after: 99999 \r\n" LENGTH0, "", 503, true, "", "",
     3600},
    {"longest wait kept", "HTTP/1.1 503 Slow\r\nRetry-After: 3599\r\n" LENGTH0, "", 503, true, "",
     "", 3599},
    {"a date", "HTTP/1.1 503 Slow\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n" LENGTH0, "",
     503, true, "", "", 0},
    {"100 first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 1\r\n\r\nx",
     "y", 201, true, "x", "", 0},
    {"103 leaves nothing behind",
     "HTTP/1.1 103 Hints\r\nLocation: /h\r\nRetry-After: 9\r\n\r\n" OK11 LENGTH0, "", 200, true, "",
     "", 0},
};

string_view location_of(const HttpResponse& response) {
  return {response.location, response.location_size};
}

void check_complete(const Complete& want, size_t first, size_t step) {
  static char input[4096];
  memcpy(input, want.input.data(), want.input.size());
  if (!want.rest.empty()) memcpy(input + want.input.size(), want.rest.data(), want.rest.size());
  player.begin();
  player.feed({input, want.input.size() + want.rest.size()}, first, step);
  if (player.exchange.state() != State::complete) {
    fail_msg("%s, %zu bytes first: not complete, error %d", want.name, first,
             static_cast<int>(player.error));
  }
  const HttpResponse& got = player.exchange.response();
  if (player.eaten != want.input.size()) {
    fail_msg("%s: %zu eaten, not %zu", want.name, player.eaten, want.input.size());
  }
  assert_int_equal(got.status, want.status);
  assert_int_equal(got.keep_alive, want.keep_alive);
  assert_int_equal(got.retry_after_s, want.retry_after_s);
  if (player.body.view() != want.body) fail_msg("%s: another body", want.name);
  if (location_of(got) != want.location) fail_msg("%s: another location", want.name);
}

void responses_are_complete_at_their_last_byte_however_they_are_cut(void**) {
  for (const Complete& want : kComplete) {
    const size_t size = want.input.size() + want.rest.size();
    check_complete(want, size, size);
    check_complete(want, 1, 1);
    for (size_t first = 1; first < size; ++first) check_complete(want, first, size);
  }
}

const string_view kViolations[] = {
    "garbage and more of it\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "GET / HTTP/1.1\r\n\r\n",
    "ICY 200 OK\r\n\r\n",
    "HTTP/2.0 200 OK\r\n" LENGTH0,
    "HTTP/0.9 200 OK\r\n" LENGTH0,
    "HTTP/1.x 200 OK\r\n" LENGTH0,
    "HTTP/1.1 099 Low\r\n" LENGTH0,
    "HTTP/1.1 2000 High\r\n" LENGTH0,
    "HTTP/1.1 abc\r\n" LENGTH0,
    "HTTP/1.1 20 OK\r\n" LENGTH0,
    "HTTP/1.1  200 OK\r\n" LENGTH0,
    "http/1.1 200 OK\r\n" LENGTH0,
    "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    OK11 "Content-Length : 0\r\n\r\n",
    OK11 "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
    OK11 "Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n",
    OK11 "No colon here\r\n" LENGTH0,
    OK11 "Bad name: x\r\n" LENGTH0,
    OK11 "Name: a\001b\r\n" LENGTH0,
    OK11 "Content-Length: 1x\r\n\r\nx",
    OK11 "Content-Length: -1\r\n\r\nx",
    OK11 "Content-Length: 18446744073709551616\r\n\r\nx",
    OK11 "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
    OK11 "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    OK11 "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    OK11 "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    OK11 "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
};

void check_violation(string_view input, size_t first, size_t step) {
  player.begin();
  player.feed(input, first, step);
  if (player.exchange.state() != State::failed) {
    fail_msg("taken, %zu bytes first: %.*s", first, static_cast<int>(input.size()), input.data());
  }
  assert_int_equal(player.error, Error::protocol_violation);
  // It stays failed, with the same error.
  const Result<size_t> again = player.exchange.feed(bytes_in("HTTP"));
  assert_int_equal(again.error(), Error::protocol_violation);
  assert_int_equal(player.exchange.end_of_stream(), Error::protocol_violation);
}

void what_is_not_http_is_a_violation_however_it_is_cut(void**) {
  for (const string_view input : kViolations) {
    check_violation(input, input.size(), input.size());
    check_violation(input, 1, 1);
    for (size_t first = 1; first < input.size(); ++first) check_violation(input, first, 4096);
  }
}

/// A response to an upgrade, and how it is understood.
struct Upgrade {
  string_view input;
  bool is_upgrade;
  bool has_extension;
  uint8_t accept_size;
};

#define SWITCH "HTTP/1.1 101 Switching Protocols\r\n"
#define ACCEPT "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

const Upgrade kUpgrades[] = {
    {SWITCH "Upgrade: websocket\r\nConnection: Upgrade\r\n" ACCEPT "\r\n\r\n", true, false, 28},
    {SWITCH "UPGRADE: WebSocket \r\nconnection: keep-alive, UPGRADE\r\n" ACCEPT " \t\r\n\r\n", true,
     false, 28},
    {SWITCH "Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", true,
     false, 0},
    {SWITCH "Connection: Upgrade\r\nConnection: keep-alive\r\nUpgrade: websocket\r\n\r\n", true,
     false, 0},
    {SWITCH "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Extensionsx: a\r\n\r\n",
     true, false, 0},
    {SWITCH "Upgrade: websocket\r\n" ACCEPT "\r\n\r\n", false, false, 28},
    {SWITCH "Connection: Upgrade\r\n" ACCEPT "\r\n\r\n", false, false, 28},
    {SWITCH "Upgrade: h2c\r\nConnection: Upgrade\r\n" ACCEPT "\r\n\r\n", false, false, 28},
    {SWITCH "Upgrade: websocket\r\nConnection: Upgraded\r\n\r\n", false, false, 0},
    {SWITCH "Upgrade: websocket\r\nConnection: Upgrade\r\n" ACCEPT "x\r\n\r\n", true, false, 29},
    {SWITCH "Upgrade: websocket\r\nConnection: Upgrade\r\n" ACCEPT "\r\n" ACCEPT "\r\n\r\n", true,
     false, 28},
    {SWITCH "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: short\r\n\r\n",
     true, false, 5},
    {SWITCH "Upgrade: websocket\r\nConnection: Upgrade\r\n" ACCEPT
            "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
     true, true, 28},
    {SWITCH "Upgrade: websocket\r\nConnection: Upgrade\r\n" ACCEPT
            "\r\nSec-WebSocket-Protocol: chat\r\n\r\n",
     true, true, 28},
    {SWITCH "Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 4\r\n\r\n", true, false,
     0},
    {"HTTP/1.1 100 Continue\r\n\r\n" SWITCH "Upgrade: websocket\r\nConnection: Upgrade\r\n" ACCEPT
     "\r\n\r\n",
     true, false, 28},
};

void check_upgrade(const Upgrade& want, size_t first, size_t step) {
  static char input[1024];
  memcpy(input, want.input.data(), want.input.size());
  memcpy(input + want.input.size(), "\x81\x02hi", 4);  // The first frame comes right behind.
  player.begin();
  player.feed({input, want.input.size() + 4}, first, step);
  assert_int_equal(player.exchange.state(), State::complete);
  assert_int_equal(player.eaten, want.input.size());
  const HttpResponse& got = player.exchange.response();
  assert_int_equal(got.status, 101);
  assert_int_equal(got.is_upgrade, want.is_upgrade);
  assert_int_equal(got.has_extension, want.has_extension);
  assert_int_equal(got.accept_size, want.accept_size);
  if (want.accept_size == 28) assert_memory_equal(got.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 28);
  assert_int_equal(player.body.size, 0);
}

void a_101_ends_at_its_empty_line(void**) {
  for (const Upgrade& want : kUpgrades) {
    const size_t size = want.input.size() + 4;
    check_upgrade(want, size, size);
    check_upgrade(want, 1, 1);
    for (size_t first = 1; first < size; ++first) check_upgrade(want, first, size);
  }
}

void an_upgrade_field_outside_a_101_changes_nothing(void**) {
  const string_view input =
      "HTTP/1.1 426 No\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\nno";
  player.begin();
  player.feed(input, 1, 1);
  assert_int_equal(player.exchange.state(), State::complete);
  assert_true(player.body.view() == "no");
}

void a_body_without_length_ends_with_the_stream(void**) {
  const string_view input = OK11 "\r\nas long as it takes";
  for (size_t first = 1; first <= input.size(); ++first) {
    player.begin();
    player.feed(input, first, 4096);
    assert_int_equal(player.exchange.state(), State::reading);
    assert_int_equal(player.eaten, input.size());
    assert_int_equal(player.exchange.end_of_stream(), Error::ok);
    assert_int_equal(player.exchange.state(), State::complete);
    assert_false(player.exchange.response().keep_alive);
    assert_true(player.body.view() == "as long as it takes");
    assert_int_equal(player.exchange.end_of_stream(), Error::ok);
  }
}

void the_end_of_the_stream_anywhere_else_loses_the_connection(void**) {
  const string_view inputs[] = {
      OK11 "Content-Length: 5\r\n\r\nhello",
      OK11 "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n" OK11 LENGTH0,
  };
  for (const string_view input : inputs) {
    for (size_t size = 0; size < input.size(); ++size) {
      player.begin();
      player.feed(input.substr(0, size), 4096, 4096);
      assert_int_equal(player.exchange.state(), State::reading);
      assert_int_equal(player.exchange.is_untouched(), size == 0);
      assert_int_equal(player.exchange.end_of_stream(), Error::connection_lost);
      assert_int_equal(player.exchange.state(), State::failed);
    }
  }
}

void the_next_exchange_remembers_nothing_of_the_last(void**) {
  player.begin();
  player.feed("HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nLocation: /x\r\n" ACCEPT
              "\r\nSec-WebSocket-Protocol: a\r\nUpgrade: websocket\r\nConnection: close, "
              "upgrade\r\nContent-Length: 0\r\n\r\n",
              4096, 4096);
  assert_int_equal(player.exchange.state(), State::complete);
  player.begin();
  assert_true(player.exchange.is_untouched());
  assert_int_equal(player.exchange.response().status, 0);
  player.feed(OK11 LENGTH0, 4096, 4096);
  const HttpResponse& got = player.exchange.response();
  assert_int_equal(got.status, 200);
  assert_true(got.keep_alive);
  assert_false(got.is_upgrade || got.has_extension);
  assert_int_equal(got.retry_after_s + got.location_size + got.accept_size, 0);

  player.begin();  // In the middle of a header, and after a failure.
  player.feed(OK11 "Locat", 4096, 4096);
  player.begin();
  player.feed("junk", 4096, 4096);
  assert_int_equal(player.exchange.state(), State::failed);
  player.begin();
  player.feed(OK11 LENGTH0, 4096, 4096);
  assert_int_equal(player.exchange.state(), State::complete);
}

void an_error_of_the_body_ends_the_exchange_with_it(void**) {
  player.begin();
  player.body.answer = Error::not_yet;
  player.feed(OK11 "Content-Length: 5\r\n\r\nhello", 4096, 4096);
  assert_int_equal(player.exchange.state(), State::failed);
  assert_int_equal(player.error, Error::not_yet);
  assert_int_equal(player.exchange.end_of_stream(), Error::not_yet);
  player.begin();
  player.feed("junk", 4096, 4096);
  assert_int_equal(player.error, Error::protocol_violation);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(responses_are_complete_at_their_last_byte_however_they_are_cut),
      cmocka_unit_test(what_is_not_http_is_a_violation_however_it_is_cut),
      cmocka_unit_test(a_101_ends_at_its_empty_line),
      cmocka_unit_test(an_upgrade_field_outside_a_101_changes_nothing),
      cmocka_unit_test(a_body_without_length_ends_with_the_stream),
      cmocka_unit_test(the_end_of_the_stream_anywhere_else_loses_the_connection),
      cmocka_unit_test(the_next_exchange_remembers_nothing_of_the_last),
      cmocka_unit_test(an_error_of_the_body_ends_the_exchange_with_it),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
