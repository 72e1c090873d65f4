// SPDX-License-Identifier: Apache-2.0
//
// `ProducerConfig::send_timeout_ms`: what is not confirmed in time is told, and what follows goes
// on; and a server that ends the connections it said it would keep.
#include "unit/client/producer_fixture.h"

using server_script::member;
using uc8::Error;
using Fixture = ProducerFixture;

namespace {

constexpr uc8::Millis kSendTimeout = 3000;

Fixture& of(void** state) {
  return *static_cast<Fixture*>(*state);
}

int set_up_timeout(void** state) {
  Fixture* f = new Fixture;
  f->config.send_timeout_ms = kSendTimeout;
  *state = f;
  return 0;
}

int set_up_numbers(void** state) {
  (void)set_up_timeout(state);
  of(state).config.idempotent = true;
  of(state).config.producer_name = "p";
  return 0;
}

/// One request a connection: the server says that it keeps the first, and ends it under the second.
void end_under_the_upgrade(Fixture& f) {
  assert_true(f.next_request().find("POST /apid/otp") == 0);
  f.feed(server_script::http(200, "{\"otp\":\"abc\"}"));
  assert_true(f.next_request().find("GET /_ws") == 0);
  f.transport.end();
  f.settle();
}

}  // namespace

static void a_message_that_is_not_confirmed_in_time_is_told_and_later_ones_go_on(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a"));
  f.pass(1000);
  assert_true(f.send("b"));
  const std::vector<std::string> texts = f.texts();
  assert_int_equal(texts.size(), 2);
  f.pass(kSendTimeout - 1000 - 1);
  assert_string_equal(f.take_log().c_str(), "open ");
  f.pass(1);
  assert_string_equal(f.take_log().c_str(), "1:timed_out ");
  f.confirm(texts[0]);  // Too late, and harmless.
  f.confirm(texts[1]);
  assert_true(f.send("c"));
  const std::vector<std::string> next = f.texts();
  assert_int_equal(next.size(), 1);
  f.confirm(next[0]);
  assert_string_equal(f.take_log().c_str(), "2:ok 3:ok ");
  assert_int_equal(f.producer->statistics().refused, 1);
  assert_int_equal(f.transport.opened, 1);
}

static void the_time_of_a_message_passes_also_without_a_connection(void** state) {
  Fixture& f = of(state);
  f.transport.open_result = Error::connection_lost;
  f.make();
  assert_true(f.send("early"));
  f.open();
  f.pass(kSendTimeout);
  f.transport.open_result = Error::ok;
  assert_true(f.take_log().find(" 1:timed_out ") != std::string::npos);
  assert_true(f.send("b"));
  f.pass(2500);
  f.accept_attempt();
  const std::vector<std::string> texts = f.texts();
  assert_int_equal(texts.size(), 1);
  assert_string_equal(member(texts[0], "payload").c_str(), "Yg==");
  f.confirm(texts[0]);
  assert_string_equal(f.take_log().c_str(), "open 2:ok ");
}

static void what_the_server_puts_off_has_an_end_by_its_time(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a"));
  for (int i = 0; i < 20; ++i) {
    for (const std::string& text : f.texts()) f.refuse(text, 8, "ProducerQueueIsFullError");
    f.pass(250);
  }
  assert_string_equal(f.take_log().c_str(), "open 1:timed_out ");
  assert_true(f.send("b"));
  f.pass(0);
  const std::vector<std::string> texts = f.texts();
  assert_int_equal(texts.size(), 1);
  f.confirm(texts[0]);
  assert_string_equal(f.take_log().c_str(), "2:ok ");
}

// It may be stored, so nothing else may have its number.
static void a_message_that_timed_out_keeps_its_number(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a"));
  assert_int_equal(f.texts().size(), 1);
  f.pass(kSendTimeout);
  assert_true(f.send("b"));
  assert_int_equal(f.texts().size(), 1);
  f.drop();
  assert_true(f.accept_attempt().find("initialSequenceId=0") != std::string::npos);
  const std::vector<std::string> again = f.texts();
  assert_int_equal(again.size(), 1);
  f.confirm(again[0]);
  assert_string_equal(f.take_log().c_str(),
                      "open 1:timed_out interrupted:connection_lost open 2:ok ");
  assert_int_equal(f.producer->last_confirmed(), 1);
}

static void a_server_that_keeps_no_connection_is_reached_by_one_for_each_request(void** state) {
  Fixture& f = of(state);
  f.open();
  end_under_the_upgrade(f);
  assert_true(f.next_request().find("POST /apid/otp") == 0);
  f.feed(server_script::http(200, "{\"otp\":\"fresh\"}"));
  std::string head;
  assert_true(f.next_request(&head).find("otp=fresh") != std::string::npos);
  assert_int_equal(f.transport.opened, 3);
  f.feed(server_script::accept(head));
  assert_string_equal(f.take_log().c_str(), "open ");
}

static void a_server_that_hangs_up_on_every_upgrade_is_told_and_waited_for(void** state) {
  Fixture& f = of(state);
  f.open();
  for (int attempt = 0; attempt < 5; ++attempt) {
    end_under_the_upgrade(f);
    end_under_the_upgrade(f);
    f.settle();
    assert_string_equal(f.take_log().c_str(), "interrupted:connection_lost ");
    assert_int_equal(f.transport.opened, 3 * (attempt + 1));
    f.pass(30'000);
  }
}

int main() {
#define UC8_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_timeout, tear_down<Fixture>)
#define UC8_TEST_OF(name, set_up) cmocka_unit_test_setup_teardown(name, set_up, tear_down<Fixture>)
  const CMUnitTest tests[] = {
      UC8_TEST(a_message_that_is_not_confirmed_in_time_is_told_and_later_ones_go_on),
      UC8_TEST(the_time_of_a_message_passes_also_without_a_connection),
      UC8_TEST(what_the_server_puts_off_has_an_end_by_its_time),
      UC8_TEST_OF(a_message_that_timed_out_keeps_its_number, set_up_numbers),
      UC8_TEST_OF(a_server_that_keeps_no_connection_is_reached_by_one_for_each_request,
                  set_up<Fixture>),
      UC8_TEST_OF(a_server_that_hangs_up_on_every_upgrade_is_told_and_waited_for, set_up<Fixture>),
  };
  return cmocka_run_group_tests_name("producer and time", tests, nullptr, nullptr);
}
