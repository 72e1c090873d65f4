// SPDX-License-Identifier: Apache-2.0
//
// A whole Producer against a server that the test plays, in virtual time.
#include "unit/client/producer_fixture.h"

using server_script::member;
using uc8::Error;
using Fixture = ProducerFixture;

namespace {

Fixture& of(void** state) {
  return *static_cast<Fixture*>(*state);
}

}  // namespace

static void create_password_and_upgrade_travel_on_one_connection(void** state) {
  Fixture& f = of(state);
  f.config.create_stream = true;
  f.open();
  assert_string_equal(f.next_request().c_str(),
                      "POST /_fabric/_system/_api/streams/demo?global=true HTTP/1.1");
  assert_string_equal(f.transport.host.c_str(), "api-gdn.example");
  f.feed(server_script::http(409, "{\"error\":true,\"errorNum\":1210}"));
  const std::string upgrade = f.accept_attempt("a/b");
  assert_string_equal(upgrade.c_str(),
                      "GET /_ws/ws/v2/producer/persistent/acme/c8global._system/c8globals.demo"
                      "?otp=a%2Fb HTTP/1.1");
  assert_string_equal(f.take_log().c_str(), "open ");
  assert_int_equal(f.transport.opened, 1);
}

static void a_message_is_told_once_when_the_server_confirmed_it(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("Hello") && f.send(""));
  const std::vector<std::string> texts = f.texts();
  assert_int_equal(texts.size(), 2);
  assert_string_equal(member(texts[0], "payload").c_str(), "SGVsbG8=");
  assert_string_equal(f.take_log().c_str(), "open ");
  f.confirm(texts[0]);
  f.confirm(texts[0]);  // A second answer to the same message is harmless.
  f.confirm(texts[1]);
  assert_string_equal(f.take_log().c_str(), "1:ok 2:ok ");
  assert_int_equal(f.producer->statistics().confirmed, 2);
}

static void what_is_sent_in_one_loop_turn_leaves_as_one_write(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  const int before = f.transport.writes;
  assert_true(f.send("a") && f.send("b") && f.send("c"));
  assert_int_equal(f.texts().size(), 3);
  assert_int_equal(f.transport.writes, before + 1);
}

static void a_full_window_is_a_normal_answer(void** state) {
  Fixture& f = of(state);
  f.make();
  for (int i = 0; i < 4; ++i) assert_true(f.send("x"));
  assert_false(f.send("x"));
  f.open();
  f.accept_attempt();
  const std::vector<std::string> texts = f.texts();
  assert_int_equal(texts.size(), 4);
  f.confirm(texts[0]);
  assert_true(f.send("y"));
}

static void unconfirmed_messages_are_sent_again_in_order_after_a_drop(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a") && f.send("b") && f.send("c"));
  const std::vector<std::string> texts = f.texts();
  f.confirm(texts[0]);
  f.transport.broken = Error::connection_lost;
  f.transport.deliver_wakeup(true);
  f.pass(500);
  f.accept_attempt("second");
  const std::vector<std::string> again = f.texts();
  assert_int_equal(again.size(), 2);
  assert_string_equal(member(again[0], "payload").c_str(), "Yg==");
  assert_string_equal(member(again[1], "payload").c_str(), "Yw==");
  f.confirm(again[0]);
  f.confirm(again[1]);
  assert_string_equal(f.take_log().c_str(),
                      "open 1:ok interrupted:connection_lost open 2:ok 3:ok ");
  assert_int_equal(f.producer->statistics().resent, 2);
}

static void a_refusal_that_overtakes_waits_for_its_turn(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a") && f.send("b"));
  const std::vector<std::string> texts = f.texts();
  f.refuse(texts[1], 7, "Invalid Base64");
  assert_string_equal(f.take_log().c_str(), "open ");
  f.confirm(texts[0]);
  assert_string_equal(f.take_log().c_str(), "1:ok 2:message_refused ");
}

static void a_full_server_queue_leaves_no_hole_behind(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a") && f.send("b") && f.send("c"));
  const std::vector<std::string> texts = f.texts();
  f.refuse(texts[1], 8, "x$ProducerQueueIsFullError: full");
  assert_true(f.send("d"));
  assert_int_equal(f.texts().size(), 0);  // Nothing newer while there is a hole.
  f.confirm(texts[2]);
  f.confirm(texts[0]);
  f.pass(1000);
  const std::vector<std::string> again = f.texts();
  assert_int_equal(again.size(), 2);
  assert_string_equal(member(again[0], "payload").c_str(), "Yg==");
  assert_string_equal(member(again[1], "payload").c_str(), "ZA==");
  f.confirm(again[0]);
  f.confirm(again[1]);
  assert_string_equal(f.take_log().c_str(), "open 1:ok 2:ok 3:ok 4:ok ");
  assert_int_equal(f.producer->statistics().queue_full, 1);
}

static void bad_credentials_get_one_fresh_password_and_then_end(void** state) {
  Fixture& f = of(state);
  f.open();
  for (int attempt = 0; attempt < 2; ++attempt) {
    assert_true(f.next_request().find("POST /apid/otp") == 0);
    f.feed(server_script::http(401, "{\"code\":401,\"error\":true,\"message\":\"Unauthorized\"}"));
    f.pass(500);
  }
  assert_string_equal(f.take_log().c_str(), "interrupted:unauthorized failed:unauthorized ");
  assert_true(f.producer->open() == Error::ok);  // The application may try again.
}

static void each_refusal_of_the_upgrade_says_who_must_act(void** state) {
  Fixture& f = of(state);
  struct Row {
    int status;
    const char* told;
  };
  static constexpr Row rows[] = {
      {400, "failed:rejected "},         {404, "failed:not_found "},
      {302, "failed:redirected "},       {409, "interrupted:conflict "},
      {500, "interrupted:server_busy "}, {200, "interrupted:protocol_violation "}};
  f.make();
  for (const Row& row : rows) {
    f.open();
    assert_true(f.next_request().find("POST /apid/otp") == 0);
    f.feed(server_script::http(200, "{\"otp\":\"abc\"}"));
    assert_true(f.next_request().find("GET /_ws") == 0);
    f.feed(server_script::http(row.status, "{\"message\":\"words\"}", "Location: /there\r\n"));
    const std::string log = f.take_log();
    assert_string_equal(log.c_str(), row.told);
    f.producer->close();
    f.settle();
    assert_string_equal(f.take_log().c_str(), "closed ");
    f.transport.written.clear();
  }
}

static void a_stream_that_was_just_made_may_take_a_while_to_appear(void** state) {
  Fixture& f = of(state);
  f.config.create_stream = true;
  f.open();
  assert_true(f.next_request().find("POST /_fabric") == 0);
  f.feed(server_script::http(202, "{}"));
  assert_true(f.next_request().find("POST /apid/otp") == 0);
  f.feed(server_script::http(200, "{\"otp\":\"abc\"}"));
  assert_true(f.next_request().find("GET /_ws") == 0);
  f.feed(server_script::http(404, "{}"));
  assert_string_equal(f.take_log().c_str(), "interrupted:not_yet ");
  f.pass(500);
  f.accept_attempt();  // And it is not made a second time.
  assert_string_equal(f.take_log().c_str(), "open ");
}

static void a_keep_alive_connection_that_ended_costs_no_backoff(void** state) {
  Fixture& f = of(state);
  f.open();
  assert_true(f.next_request().find("POST /apid/otp") == 0);
  f.feed(server_script::http(200, "{\"otp\":\"abc\"}"));
  assert_true(f.next_request().find("GET /_ws") == 0);
  f.transport.end();
  f.settle();
  // At once, with a new password, for the old one may be spent; and trusting it no more.
  assert_true(f.accept_attempt("fresh").find("otp=fresh") != std::string::npos);
  assert_string_equal(f.take_log().c_str(), "open ");
  assert_int_equal(f.transport.opened, 3);
}

static void connection_close_continues_on_a_new_one_with_the_same_password(void** state) {
  Fixture& f = of(state);
  f.open();
  assert_true(f.next_request().find("POST /apid/otp") == 0);
  f.feed(server_script::http(200, "{\"otp\":\"abc\"}", "Connection: close\r\n"));
  std::string head;
  assert_true(f.next_request(&head).find("otp=abc") != std::string::npos);
  assert_int_equal(f.transport.opened, 2);
  f.feed(server_script::accept(head));
  assert_string_equal(f.take_log().c_str(), "open ");
}

static void a_silent_peer_is_found_by_twice_the_ping_interval(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.pass(30'000);
  assert_int_equal(f.sent().size(), 1);  // The ping.
  f.pass(29'999);
  assert_string_equal(f.take_log().c_str(), "open ");
  f.pass(1);
  assert_string_equal(f.take_log().c_str(), "interrupted:peer_silent ");
}

static void timeouts_of_connecting_and_of_an_answer_are_retried(void** state) {
  Fixture& f = of(state);
  f.transport.open_result = Error::would_block;
  f.open();
  f.pass(14'999);
  assert_string_equal(f.take_log().c_str(), "");
  f.pass(1);
  assert_string_equal(f.take_log().c_str(), "interrupted:timed_out ");
  f.transport.open_result = Error::ok;
  f.pass(500);
  assert_true(f.next_request().find("POST /apid/otp") == 0);
  f.pass(60'000);
  assert_string_equal(f.take_log().c_str(), "interrupted:timed_out ");
}

static void closing_drains_then_says_goodbye_and_waits_for_the_echo(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a"));
  const std::vector<std::string> texts = f.texts();
  f.producer->close(5000);
  f.pass(100);
  assert_int_equal(f.sent().size(), 0);
  f.confirm(texts[0]);
  const std::vector<server_script::Frame> frames = f.sent();
  assert_int_equal(frames.size(), 1);
  assert_int_equal(frames[0].opcode, 8);
  assert_true(f.transport.is_open);
  f.feed(server_script::close(1000));
  assert_string_equal(f.take_log().c_str(), "open 1:ok closed ");
  assert_false(f.transport.is_open);
}

static void closing_ends_after_two_seconds_without_an_echo(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a"));
  f.producer->close();
  f.pass(1999);
  assert_string_equal(f.take_log().c_str(), "open ");
  f.pass(1);
  assert_string_equal(f.take_log().c_str(), "1:unconfirmed closed ");
}

static void numbering_is_given_up_on_a_server_that_cannot(void** state) {
  Fixture& f = of(state);
  f.config.idempotent = true;
  f.config.producer_name = "p";
  f.open();
  assert_true(f.next_request().find("POST /apid/otp") == 0);
  f.feed(server_script::http(200, "{\"otp\":\"abc\"}"));
  assert_true(f.next_request().find("initialSequenceId=-1") != std::string::npos);
  f.feed(server_script::http(400, "For input string: initialSequenceId"));
  f.pass(500);
  assert_true(f.accept_attempt().find("initialSequenceId") == std::string::npos);
  assert_false(f.producer->is_deduplicating());
}

static void any_split_of_what_arrives_gives_the_same_outcome(void** state) {
  Fixture& f = of(state);
  for (size_t chunk = 1; chunk < 40; ++chunk) {
    f.transport.chunk_max = chunk;
    if (f.producer == nullptr) f.make();
    assert_true(f.producer->open() == Error::ok);
    f.accept_attempt();
    assert_true(f.send("some payload"));
    const std::vector<std::string> texts = f.texts();
    assert_int_equal(texts.size(), 1);
    f.confirm(texts[0]);
    f.producer->close();
    f.sent();
    f.feed(server_script::close(1000));
    const std::string log = f.take_log();
    assert_string_equal(log.c_str(), ("open " + std::to_string(chunk) + ":ok closed ").c_str());
    f.transport.written.clear();
  }
}

int main() {
#define UC8_TEST(name) cmocka_unit_test_setup_teardown(name, set_up<Fixture>, tear_down<Fixture>)
  const CMUnitTest tests[] = {
      UC8_TEST(create_password_and_upgrade_travel_on_one_connection),
      UC8_TEST(a_message_is_told_once_when_the_server_confirmed_it),
      UC8_TEST(what_is_sent_in_one_loop_turn_leaves_as_one_write),
      UC8_TEST(a_full_window_is_a_normal_answer),
      UC8_TEST(unconfirmed_messages_are_sent_again_in_order_after_a_drop),
      UC8_TEST(a_refusal_that_overtakes_waits_for_its_turn),
      UC8_TEST(a_full_server_queue_leaves_no_hole_behind),
      UC8_TEST(bad_credentials_get_one_fresh_password_and_then_end),
      UC8_TEST(each_refusal_of_the_upgrade_says_who_must_act),
      UC8_TEST(a_stream_that_was_just_made_may_take_a_while_to_appear),
      UC8_TEST(a_keep_alive_connection_that_ended_costs_no_backoff),
      UC8_TEST(connection_close_continues_on_a_new_one_with_the_same_password),
      UC8_TEST(a_silent_peer_is_found_by_twice_the_ping_interval),
      UC8_TEST(timeouts_of_connecting_and_of_an_answer_are_retried),
      UC8_TEST(closing_drains_then_says_goodbye_and_waits_for_the_echo),
      UC8_TEST(closing_ends_after_two_seconds_without_an_echo),
      UC8_TEST(numbering_is_given_up_on_a_server_that_cannot),
      UC8_TEST(any_split_of_what_arrives_gives_the_same_outcome),
  };
  return cmocka_run_group_tests_name("producer", tests, nullptr, nullptr);
}
