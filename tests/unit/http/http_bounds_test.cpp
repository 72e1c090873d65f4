// SPDX-License-Identifier: Apache-2.0
//
// What a server could send for ever must end in an error, and what is merely large must not.
#include <stdio.h>

#include <initializer_list>

#include "support/cmocka.h"
#include "unit/http/exchange_player.h"

using namespace uc8;
using State = HttpExchange::State;
using std::string_view;

namespace {

constexpr size_t kBound = 16 * 1024;
constexpr size_t kSteps[] = {1, 7, 1000, kBound - 1, kBound, kBound + 1, 1 << 16};

ExchangePlayer player;
char text[1 << 17];

/// `begin`, then `filler` again and again up to `size` bytes, then `end`.
string_view filled(string_view begin, string_view filler, string_view end, size_t size) {
  memcpy(text, begin.data(), begin.size());
  size_t at = begin.size();
  while (at + filler.size() + end.size() <= size) {
    memcpy(text + at, filler.data(), filler.size());
    at += filler.size();
  }
  memcpy(text + at, end.data(), end.size());
  return {text, at + end.size()};
}

void play(string_view input, size_t step) {
  player.begin();
  player.feed(input, step, step);
}

void what_goes_on_without_a_body_is_a_violation(void**) {
  const struct {
    string_view begin, filler;
  } endless[] = {
      {"HTTP/1.1 200 ", "x"},
      {"HTTP/1.1 200 OK\r\n", "x"},
      {"HTTP/1.1 200 OK\r\nX: ", "x"},
      {"HTTP/1.1 200 OK\r\n", "Name: value\r\n"},
      {"HTTP/1.1 200 OK\r\nX:", " "},
      {"", "HTTP/1.1 100 Continue\r\n\r\n"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", "T: v\r\n"},
  };
  for (const auto& row : endless) {
    for (const size_t step : kSteps) {
      play(filled(row.begin, row.filler, "", 2 * kBound), step);
      if (player.exchange.state() != State::failed) {
        fail_msg("endless after %.*s", static_cast<int>(row.begin.size()), row.begin.data());
      }
      assert_int_equal(player.error, Error::protocol_violation);
    }
  }
}

void a_header_may_be_as_large_as_the_bound(void**) {
  const string_view begin = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ";
  for (const size_t step : kSteps) {
    play(filled(begin, "x", "\r\n\r\n", kBound), step);
    assert_int_equal(player.exchange.state(), State::complete);
    play(filled(begin, "x", "\r\n\r\n", kBound + 1), step);
    assert_int_equal(player.exchange.state(), State::failed);
  }
}

void a_body_may_be_larger_than_the_bound(void**) {
  for (const size_t step : kSteps) {
    play(filled("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", "b", "", 60042), step);
    assert_int_equal(player.exchange.state(), State::complete);
    assert_int_equal(player.body.size, 60000);
    play(filled("HTTP/1.1 200 OK\r\n\r\n", "b", "", 60000), step);
    assert_int_equal(player.exchange.end_of_stream(), Error::ok);
    assert_int_equal(player.body.size, 60000 - 19);
  }
}

void many_small_chunks_are_no_violation(void**) {
  for (const size_t step : kSteps) {
    play(filled("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;xy\r\na\r\n",
                "0\r\n\r\n", 100000),
         step);
    assert_int_equal(player.exchange.state(), State::complete);
    assert_in_range(player.body.size, 11000, 11200);
  }
}

void a_long_location_keeps_its_beginning(void**) {
  for (size_t size = HttpResponse::kLocationMax - 1; size < 300; ++size) {
    const string_view input = filled("HTTP/1.1 301 Moved\r\nLocation: ", "l",
                                     "\r\nContent-Length: 0\r\n\r\n", 30 + size + 23);
    for (const size_t step : kSteps) {
      play(input, step);
      assert_int_equal(player.exchange.state(), State::complete);
      const size_t want = size < HttpResponse::kLocationMax ? size : HttpResponse::kLocationMax;
      assert_int_equal(player.exchange.response().location_size, want);
      assert_int_equal(player.exchange.response().location[want - 1], 'l');
    }
  }
}

void a_field_of_any_size_leaves_the_next_one_alone(void**) {
  for (size_t size = 1; size < 300; ++size) {
    for (const char* name : {"Retry-After", "Sec-WebSocket-Accept", "Upgrade", "Connection"}) {
      static char begin[64];
      const int n = snprintf(begin, sizeof begin, "HTTP/1.1 101 Go\r\n%s: ", name);
      const string_view begins(begin, static_cast<size_t>(n));
      const string_view end = "\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
      play(filled(begins, "9", end, begins.size() + size + end.size()), 3);
      assert_int_equal(player.exchange.state(), State::complete);
      assert_true(player.exchange.response().is_upgrade);
    }
  }
}

void a_value_too_long_to_be_kept_says_nothing(void**) {
  for (const size_t size : {size_t{64}, size_t{65}, size_t{300}}) {
    const string_view begin = "HTTP/1.1 429 Slow\r\nRetry-After: 7";
    const string_view end = "\r\nContent-Length: 0\r\n\r\n";
    play(filled(begin, " ", end, begin.size() + size - 1 + end.size()), 5);
    assert_int_equal(player.exchange.state(), State::complete);
    assert_int_equal(player.exchange.response().retry_after_s, size == 64 ? 7 : 0);
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(what_goes_on_without_a_body_is_a_violation),
      cmocka_unit_test(a_header_may_be_as_large_as_the_bound),
      cmocka_unit_test(a_body_may_be_larger_than_the_bound),
      cmocka_unit_test(many_small_chunks_are_no_violation),
      cmocka_unit_test(a_long_location_keeps_its_beginning),
      cmocka_unit_test(a_field_of_any_size_leaves_the_next_one_alone),
      cmocka_unit_test(a_value_too_long_to_be_kept_says_nothing),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
