// SPDX-License-Identifier: Apache-2.0
//
// How a Producer ends: by close(), by itself, and by both at once; and what it refuses until its
// end is told.
#include "unit/client/producer_fixture.h"

using server_script::member;
using uc8::Error;
using Fixture = ProducerFixture;

namespace {

constexpr uc8::Millis kForEver = ~uc8::Millis{0};

Fixture& of(void** state) {
  return *static_cast<Fixture*>(*state);
}

/// The attempt that is due ends in this answer to its upgrade.
void answer_upgrade(Fixture& f, int status, const std::string& body) {
  assert_true(f.next_request().find("POST /apid/otp") == 0);
  f.feed(server_script::http(200, "{\"otp\":\"abc\"}"));
  assert_true(f.next_request().find("GET /_ws") == 0);
  f.feed(server_script::http(status, body));
}

/// An application that closes within each call of `when`, and sends and opens wherever it can.
void close_at(Fixture& f, const std::string& when, uc8::Millis drain_ms) {
  f.then = [&f, when, drain_ms](const char* what) {
    if (when == what) f.producer->close(drain_ms);
    const bool is_end = std::string(what) == "on_failed" || std::string(what) == "on_closed";
    if (!is_end) assert_true(f.producer->open() == Error::wrong_state);
    (void)f.send("more");
    assert_true(f.producer->unconfirmed() <= 4);
  };
}

}  // namespace

static void while_a_failure_is_told_nothing_more_is_accepted(void** state) {
  Fixture& f = of(state);
  int refused = 0;
  f.then = [&](const char* what) {
    if (std::string(what) == "on_sent" && refused++ < 50) assert_false(f.send("instead"));
  };
  f.open();
  assert_true(f.send("a") && f.send("b"));
  answer_upgrade(f, 404, "{}");
  assert_string_equal(f.take_log().c_str(), "1:unconfirmed 2:unconfirmed failed:not_found ");
  assert_int_equal(refused, 2);
  f.then = [](const char*) {};
  assert_true(f.send("c"));  // For the next open().
}

static void closing_while_a_failure_is_told_is_answered_by_it(void** state) {
  Fixture& f = of(state);
  for (const uc8::Millis drain_ms : {uc8::Millis{0}, uc8::Millis{5000}}) {
    close_at(f, "on_sent", drain_ms);
    f.open();
    assert_true(f.send("a"));
    answer_upgrade(f, 404, "{}");
    f.then = [](const char*) {};
    assert_true(f.take_log().find(":unconfirmed failed:not_found ") != std::string::npos);
    f.open();  // And what was sent in on_failed() goes out.
    f.accept_attempt();
    assert_int_equal(f.texts().size(), 1);
    f.pass(20'000);
    assert_string_equal(f.take_log().c_str(), "open ");
    f.producer->close();
    f.sent();
    f.feed(server_script::close(1000));
    f.take_log();
  }
}

static void a_failure_during_the_drain_is_the_end_and_the_only_one(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a"));
  assert_int_equal(f.texts().size(), 1);
  f.producer->close(5000);
  f.feed(server_script::close(1009, "too large"));
  assert_string_equal(f.take_log().c_str(), "open 1:unconfirmed failed:rejected ");
  f.pass(10'000);
  assert_string_equal(f.take_log().c_str(), "");
}

// Or the numbers of what is sent again would not be those that it had.
static void with_numbers_nothing_is_told_behind_what_is_unconfirmed(void** state) {
  Fixture& f = of(state);
  f.config.idempotent = true;
  f.config.producer_name = "p";
  f.open();
  f.accept_attempt();
  assert_true(f.send("a") && f.send("b") && f.send("c") && f.send("d"));
  const std::vector<std::string> texts = f.texts();
  f.confirm(texts[0]);
  f.confirm(texts[2]);
  f.refuse(texts[3], 8, "x$InvalidMessageException: too large");
  f.producer->close();
  f.sent();
  f.feed(server_script::close(1000));
  assert_string_equal(f.take_log().c_str(),
                      "open 1:ok 2:unconfirmed 3:unconfirmed 4:unconfirmed closed ");
  assert_int_equal(f.producer->last_confirmed(), 0);
}

static void a_close_that_nothing_can_come_of_ends_at_once(void** state) {
  Fixture& f = of(state);
  f.make();
  assert_true(f.send("a"));
  f.producer->close(60'000);
  assert_string_equal(f.take_log().c_str(), "1:unconfirmed closed ");
}

static void open_waits_until_the_end_is_told(void** state) {
  Fixture& f = of(state);
  f.transport.open_result = Error::would_block;
  f.open();
  f.settle();
  f.producer->close();
  assert_true(f.producer->open() == Error::wrong_state);
  assert_string_equal(f.take_log().c_str(), "closed ");
  f.transport.open_result = Error::ok;
  f.open();
  f.accept_attempt();
  assert_string_equal(f.take_log().c_str(), "open ");
}

// There is no destructor that could take a deadline back.
static void at_rest_nothing_is_armed(void** state) {
  Fixture& f = of(state);
  f.config.send_timeout_ms = 1000;
  f.then = [&f](const char* what) {
    if (std::string(what) == "on_closed" || std::string(what) == "on_failed") {
      assert_false(f.transport.is_open);
      assert_true(f.send("late"));
      assert_false(f.runtime.next().ok());
    }
  };
  f.open();
  answer_upgrade(f, 404, "{}");
  assert_string_equal(f.take_log().c_str(), "failed:not_found ");
  f.producer->close();
  assert_string_equal(f.take_log().c_str(), "1:unconfirmed closed ");
  assert_false(f.runtime.next().ok());
}

static void close_in_any_callback_has_one_end(void** state) {
  Fixture& f = of(state);
  for (const char* when : {"on_open", "on_sent", "on_interrupted", "on_failed"}) {
    close_at(f, when, 0);
    f.open();
    f.accept_attempt();
    const std::vector<std::string> texts = f.texts();
    if (!texts.empty()) f.confirm(texts[0]);
    f.transport.broken = Error::connection_lost;
    f.transport.deliver_wakeup(true);
    f.pass(500);
    if (f.next_request().find("POST") == 0) f.feed(server_script::http(404, "{}"));
    const std::string log = f.take_log();
    f.then = [](const char*) {};
    const size_t closed = log.find("closed ");
    assert_true(closed != std::string::npos && closed + 7 == log.size());
    assert_true((log.find("failed") != std::string::npos) == (std::string(when) == "on_failed"));
    // Gives back what the handler sent last.
    f.close();
    f.take_log();
  }
}

static void a_drain_may_be_without_end(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  assert_true(f.send("a"));
  const std::vector<std::string> texts = f.texts();
  f.producer->close(kForEver);
  f.pass(20'000);
  assert_string_equal(f.take_log().c_str(), "open ");
  f.confirm(texts[0]);
  f.sent();
  f.feed(server_script::close(1000));
  assert_string_equal(f.take_log().c_str(), "1:ok closed ");
}

static void times_that_would_wrap_are_refused(void** state) {
  Fixture& f = of(state);
  uc8::Millis* const times[] = {&f.config.timeouts.connect_ms, &f.config.timeouts.response_ms,
                                &f.config.timeouts.ping_interval_ms, &f.config.send_timeout_ms};
  for (uc8::Millis* time : times) {
    const uc8::Millis before = *time;
    for (const uc8::Millis wrong : {kForEver, uc8::Timeouts::kMax + 1, uc8::Millis{0}}) {
      *time = wrong;
      f.make();
      const bool is_right = wrong == 0 && time == &f.config.send_timeout_ms;
      assert_true((f.producer->open() == Error::ok) == is_right);
    }
    *time = before;
  }
}

static void numbers_need_a_name_that_is_not_empty(void** state) {
  Fixture& f = of(state);
  f.config.idempotent = true;
  for (const char* name : {static_cast<const char*>(nullptr), ""}) {
    f.config.producer_name = name;
    f.make();
    assert_true(f.producer->open() == Error::invalid_configuration);
  }
}

static void a_terminated_stream_is_told_and_another_503_is_retried(void** state) {
  Fixture& f = of(state);
  f.open();
  answer_upgrade(f, 503, "{\"message\":\"Endpoint Creation Failed\"}");
  assert_string_equal(f.take_log().c_str(), "interrupted:server_busy ");
  f.pass(500);
  answer_upgrade(f, 503,
                 "{\n\"message\":\"Failed to create producer/consumer: {&quot;errorMsg&quot;:&quot;"
                 "org.apache.pulsar.broker.service.BrokerServiceException$TopicTerminatedException"
                 ": Topic was already terminated&quot;}\"\n}");
  assert_string_equal(f.take_log().c_str(), "failed:rejected ");
}

static void a_reply_with_too_many_members_is_the_servers_fault(void** state) {
  Fixture& f = of(state);
  f.open();
  std::string reply = "{\"result\":\"ok\",\"context\":\"1\"";
  for (int i = 0; i < 40; ++i) reply += ",\"m" + std::to_string(i) + "\":0";
  for (int attempt = 0; attempt < 2; ++attempt) {
    f.accept_attempt();
    f.feed(server_script::text(reply + "}"));
    f.pass(500);
  }
  assert_string_equal(f.take_log().c_str(),
                      "open interrupted:protocol_violation open failed:protocol_violation ");
}

int main() {
#define UC8_TEST(name) cmocka_unit_test_setup_teardown(name, set_up<Fixture>, tear_down<Fixture>)
  const CMUnitTest tests[] = {
      UC8_TEST(while_a_failure_is_told_nothing_more_is_accepted),
      UC8_TEST(closing_while_a_failure_is_told_is_answered_by_it),
      UC8_TEST(a_failure_during_the_drain_is_the_end_and_the_only_one),
      UC8_TEST(with_numbers_nothing_is_told_behind_what_is_unconfirmed),
      UC8_TEST(a_close_that_nothing_can_come_of_ends_at_once),
      UC8_TEST(open_waits_until_the_end_is_told),
      UC8_TEST(at_rest_nothing_is_armed),
      UC8_TEST(close_in_any_callback_has_one_end),
      UC8_TEST(a_drain_may_be_without_end),
      UC8_TEST(times_that_would_wrap_are_refused),
      UC8_TEST(numbers_need_a_name_that_is_not_empty),
      UC8_TEST(a_terminated_stream_is_told_and_another_503_is_retried),
      UC8_TEST(a_reply_with_too_many_members_is_the_servers_fault),
  };
  return cmocka_run_group_tests_name("ends of a producer", tests, nullptr, nullptr);
}
