// SPDX-License-Identifier: Apache-2.0
//
// How a Consumer ends: by close(), by itself, and by both at once; and what may still be called.
#include "unit/client/consumer_fixture.h"

using server_script::member;
using uc8::Error;
using Fixture = ConsumerFixture;

namespace {

Fixture& of(void** state) {
  return *static_cast<Fixture*>(*state);
}

/// A delivery, and behind it in the same bytes a Close frame that no retry can cure.
std::string message_and_failure() {
  return Fixture::delivery(1) + server_script::close(1009);
}

}  // namespace

static void closing_while_a_failure_is_told_is_answered_by_it(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.then = [&f](const char* what) {
    if (std::string(what) == "on_batch_end") {
      f.consumer->close();
      assert_true(f.consumer->open() == Error::wrong_state);
    }
  };
  f.feed(message_and_failure());
  assert_string_equal(f.take_log().c_str(), "open id1=Hi failed:rejected ");
  f.then = [](const char*) {};
  assert_true(f.consumer->open() == Error::ok);
  f.accept_attempt();
  assert_string_equal(f.take_log().c_str(), "open ");
}

// The object may go in on_failed(): whatever its Transport called later would find nobody.
static void the_transport_is_free_when_the_end_is_told(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.hold = true;
  f.then = [&f](const char* what) {
    if (std::string(what) == "on_failed") assert_false(f.transport.is_open);
    if (std::string(what) != "on_batch_end") return;
    f.hold = false;
    f.consumer->resume();
  };
  f.feed(message_and_failure());
  assert_string_equal(f.take_log().c_str(), "open hold id1=Hi failed:rejected ");
}

static void open_waits_until_the_end_is_told(void** state) {
  Fixture& f = of(state);
  f.open();
  f.settle();
  f.consumer->close();
  assert_true(f.consumer->open() == Error::wrong_state);
  assert_string_equal(f.take_log().c_str(), "closed ");
  assert_true(f.consumer->open() == Error::ok);
  f.transport.written.clear();
  f.accept_attempt();
  assert_string_equal(f.take_log().c_str(), "open ");
}

static void at_rest_nothing_is_armed(void** state) {
  Fixture& f = of(state);
  f.then = [&f](const char* what) {
    const std::string name = what;
    if (name != "on_closed" && name != "on_failed") return;
    for (const uc8::MessageId& id : f.ids) (void)f.consumer->acknowledge(id);
    f.consumer->resume();
    assert_false(f.runtime.next().ok());
  };
  f.acknowledge = false;
  f.open();
  f.accept_attempt();
  f.feed(message_and_failure());
  assert_string_equal(f.take_log().c_str(), "open id1=Hi failed:rejected ");
  assert_false(f.runtime.next().ok());
  // What was acknowledged at rest leaves with the next connection.
  assert_true(f.consumer->open() == Error::ok);
  f.accept_attempt();
  assert_string_equal(member(f.texts()[0], "messageId").c_str(), "id1");
}

static void close_in_any_callback_has_one_end(void** state) {
  Fixture& f = of(state);
  for (const char* when :
       {"on_open", "on_message", "on_batch_end", "on_oversized", "on_interrupted", "on_failed"}) {
    f.then = [&f, when](const char* what) {
      if (std::string(when) == what) f.consumer->close();
      f.consumer->resume();
    };
    f.open();
    f.accept_attempt();
    f.feed(Fixture::delivery(1) + Fixture::delivery(2, std::string(4000, 'A')));
    f.sent();
    f.drop();
    if (f.next_request().find("POST") == 0) f.feed(server_script::http(404, "{}"));
    const std::string log = f.take_log();
    const size_t closed = log.find("closed ");
    assert_true(closed != std::string::npos && closed + 7 == log.size());
    assert_true((log.find("failed") != std::string::npos) == (std::string(when) == "on_failed"));
    assert_false(f.transport.is_open);
  }
}

static void acknowledgements_leave_while_a_message_is_held(void** state) {
  Fixture& f = of(state);
  f.acknowledge = false;
  f.open();
  f.accept_attempt();
  f.texts();
  f.feed(Fixture::delivery(1));
  f.hold = true;
  f.feed(Fixture::delivery(2));
  assert_true(f.consumer->acknowledge(f.ids[0]) == Error::ok);
  const std::vector<std::string> texts = f.texts();
  assert_int_equal(texts.size(), 1);
  assert_string_equal(member(texts[0], "messageId").c_str(), "id1");
  assert_string_equal(f.take_log().c_str(), "open id1=Hi hold ");
}

static void an_interruption_ends_a_hold(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.hold = true;
  f.feed(Fixture::delivery(1));
  f.drop();
  f.hold = false;
  f.accept_attempt();
  f.feed(Fixture::delivery(1));
  assert_string_equal(f.take_log().c_str(), "open hold interrupted:connection_lost open id1=Hi ");
}

int main() {
#define UC8_TEST(name) cmocka_unit_test_setup_teardown(name, set_up<Fixture>, tear_down<Fixture>)
  const CMUnitTest tests[] = {
      UC8_TEST(closing_while_a_failure_is_told_is_answered_by_it),
      UC8_TEST(the_transport_is_free_when_the_end_is_told),
      UC8_TEST(open_waits_until_the_end_is_told),
      UC8_TEST(at_rest_nothing_is_armed),
      UC8_TEST(close_in_any_callback_has_one_end),
      UC8_TEST(acknowledgements_leave_while_a_message_is_held),
      UC8_TEST(an_interruption_ends_a_hold),
  };
  return cmocka_run_group_tests_name("ends of a consumer", tests, nullptr, nullptr);
}
