// SPDX-License-Identifier: Apache-2.0
//
// A whole Consumer against a server that the test plays, in virtual time.
#include "unit/client/consumer_fixture.h"

using server_script::member;
using uc8::Error;
using Fixture = ConsumerFixture;

namespace {

Fixture& of(void** state) {
  return *static_cast<Fixture*>(*state);
}

}  // namespace

static void pull_mode_asks_for_as_many_as_it_has_slots(void** state) {
  Fixture& f = of(state);
  f.open();
  assert_string_equal(
      f.accept_attempt().c_str(),
      "GET /_ws/ws/v2/consumer/persistent/acme/c8global._system/c8globals.demo/s%2F1"
      "?otp=abc&subscriptionType=Failover&consumerName=a&receiverQueueSize=4"
      "&pullMode=true HTTP/1.1");
  const std::vector<std::string> texts = f.texts();
  assert_int_equal(texts.size(), 1);
  assert_string_equal(texts[0].c_str(), "{\"type\":\"permit\",\"permitMessages\":4}");
}

static void a_batch_is_told_then_acknowledged_in_one_write(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.texts();
  const int writes = f.transport.writes;
  f.feed(Fixture::delivery(1) + Fixture::delivery(2));
  assert_string_equal(f.take_log().c_str(), "open id1=Hi id2=Hi ");
  const std::vector<std::string> texts = f.texts();
  assert_int_equal(texts.size(), 2);
  assert_string_equal(texts[0].c_str(), "{\"messageId\":\"id1\"}");
  assert_int_equal(f.transport.writes, writes + 1);
}

// Slots of written acknowledgements come back with the pong of a ping sent after them; then permits
// follow. Over many rounds none may leak.
static void permits_and_slots_go_round_without_a_leak(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  int permits = 0;
  int number = 0;
  for (int round = 0; round < 300; ++round) {
    for (const std::string& text : f.texts()) {
      if (member(text, "type") == "permit") permits += std::stoi(member(text, "permitMessages"));
    }
    for (const server_script::Frame& frame : f.frames) {
      if (frame.opcode == 9) f.transport.feed(server_script::frame(10, frame.payload));
    }
    f.frames.clear();
    assert_true(permits >= 0 && permits <= 4);
    if (permits > 0) {
      --permits;
      f.transport.feed(Fixture::delivery(++number));
    }
    f.settle();
  }
  assert_true(number > 100);
  assert_int_equal(f.consumer->statistics().acknowledged, number);
}

static void a_held_message_comes_again_and_none_before_it(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.hold = true;
  f.feed(Fixture::delivery(1) + Fixture::delivery(2));
  assert_string_equal(f.take_log().c_str(), "open hold ");
  f.hold = false;
  f.consumer->resume();
  assert_string_equal(f.take_log().c_str(), "id1=Hi id2=Hi ");
}

static void while_held_the_server_is_no_longer_read_and_not_taken_for_dead(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.hold = true;
  for (int i = 1; i <= 40; ++i) f.feed(Fixture::delivery(i));
  assert_false(f.transport.all_read());
  f.pass(300'000);
  assert_string_equal(f.take_log().c_str(), "open hold ");
}

static void what_was_not_proven_is_acknowledged_again_after_a_drop(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.feed(Fixture::delivery(1));
  f.acknowledge = false;
  f.feed(Fixture::delivery(2));
  f.texts();
  f.drop();
  f.accept_attempt();
  const std::vector<std::string> texts = f.texts();
  assert_string_equal(texts[0].c_str(), "{\"messageId\":\"id1\"}");
  // What the server delivers again is shown again: only it knows what an id means.
  f.feed(Fixture::delivery(1) + Fixture::delivery(2));
  assert_string_equal(f.take_log().c_str(),
                      "open id1=Hi id2=Hi interrupted:connection_lost open id1=Hi id2=Hi ");
}

// The second acknowledgement is half written, for lack of room, when its message comes again.
static void a_redelivery_may_overtake_its_own_acknowledgement(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.texts();
  f.transport.write_room = 0;
  const std::string tail(110, 'x');
  const std::string second = server_script::text("{\"messageId\":\"b" + tail +
                                                 "\",\"payload\":\"SGk=\",\"properties\":{}}");
  f.feed(server_script::text("{\"messageId\":\"a" + tail +
                             "\",\"payload\":\"SGk=\",\"properties\":{}}") +
         second);
  f.feed(second);
  f.transport.write_room = ~size_t{0};
  std::vector<std::string> acknowledged;
  for (const std::string& text : f.texts()) {
    if (member(text, "type").empty()) acknowledged.push_back(member(text, "messageId"));
  }
  assert_int_equal(acknowledged.size(), 3);
  assert_string_equal(acknowledged[0].c_str(), ("a" + tail).c_str());
  assert_string_equal(acknowledged[1].c_str(), ("b" + tail).c_str());
  assert_string_equal(acknowledged[2].c_str(), ("b" + tail).c_str());
}

static void an_oversized_delivery_is_told_and_skipped(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  const std::string big = Fixture::delivery(1, std::string(4000, 'A'));
  f.feed(big + Fixture::delivery(2));
  const std::string size = std::to_string(big.size() - 4);
  assert_string_equal(f.take_log().c_str(), ("open oversized:id1:" + size + " id2=Hi ").c_str());
  for (const std::string& text : f.texts()) assert_true(member(text, "messageId") != "id1");
}

static void a_delivery_nobody_can_read_ends_it_when_it_comes_again(void** state) {
  Fixture& f = of(state);
  f.open();
  for (int attempt = 0; attempt < 2; ++attempt) {
    f.accept_attempt();
    f.feed(server_script::text("{\"messageId\":\"id1\",\"payload\":\"!!\"}"));
    f.pass(500);
  }
  assert_string_equal(f.take_log().c_str(),
                      "open interrupted:protocol_violation open failed:protocol_violation ");
  for (const std::string& text : f.texts()) assert_true(member(text, "messageId").empty());
}

static void a_delivery_without_an_id_reconnects_then_fails(void** state) {
  Fixture& f = of(state);
  f.open();
  for (int attempt = 0; attempt < 2; ++attempt) {
    f.accept_attempt();
    f.feed(server_script::text("{\"payload\":\"SGk=\",\"properties\":{}}"));
    f.pass(500);
  }
  assert_string_equal(f.take_log().c_str(),
                      "open interrupted:protocol_violation open failed:protocol_violation ");
}

static void texts_that_are_no_delivery_are_ignored(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.feed(server_script::text("{\"endOfTopic\":false}") + Fixture::delivery(1));
  assert_string_equal(f.take_log().c_str(), "open id1=Hi ");
}

static void closing_sends_owed_acknowledgements_before_the_close_frame(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.texts();
  f.acknowledge = false;
  f.feed(Fixture::delivery(1));
  assert_true(f.consumer->acknowledge(f.ids[0]) == Error::ok);
  f.consumer->close();
  const std::vector<server_script::Frame> frames = f.sent();
  assert_int_equal(frames.size(), 2);
  assert_string_equal(frames[0].payload.c_str(), "{\"messageId\":\"id1\"}");
  assert_int_equal(frames[1].opcode, 8);
  f.feed(Fixture::delivery(2) + server_script::close(1000));  // Discarded while closing.
  assert_string_equal(f.take_log().c_str(), "open id1=Hi closed ");
}

static void each_close_of_the_server_is_answered_and_survived(void** state) {
  Fixture& f = of(state);
  f.open();
  for (int code : {0, 1000, 1001, 1011, 1012, 1013}) {
    f.accept_attempt();
    f.texts();
    f.feed(server_script::close(code));
    const std::vector<server_script::Frame> echo = f.sent();
    assert_int_equal(echo.size(), 1);
    assert_int_equal(echo[0].opcode, 8);
    f.pass(30'000);
    assert_string_equal(f.take_log().c_str(), "open interrupted:server_busy ");
  }
}

static void push_mode_sends_no_permit_and_frees_slots_at_once(void** state) {
  Fixture& f = of(state);
  f.config.push = true;
  f.open();
  assert_true(f.accept_attempt().find("pullMode") == std::string::npos);
  assert_int_equal(f.texts().size(), 0);
  for (int i = 0; i < 50; ++i) f.feed(Fixture::delivery(i));
  assert_int_equal(f.texts().size(), 50);
  assert_int_equal(f.consumer->unacknowledged(), 0);
}

static void negative_acknowledgements_are_refused_where_they_lose_messages(void** state) {
  Fixture& f = of(state);
  f.acknowledge = false;
  f.open();
  f.accept_attempt();
  f.texts();
  f.feed(Fixture::delivery(1));
  assert_true(f.consumer->negative_acknowledge(f.ids[0]) == Error::invalid_configuration);
  f.account.server = uc8::ServerVersion::pulsar_2_8;
  assert_true(f.consumer->negative_acknowledge(f.ids[0]) == Error::ok);
  assert_string_equal(f.texts()[0].c_str(),
                      "{\"type\":\"negativeAcknowledge\",\"messageId\":\"id1\"}");
}

static void any_split_of_what_arrives_gives_the_same_messages(void** state) {
  Fixture& f = of(state);
  f.open();
  f.accept_attempt();
  f.take_log();
  for (size_t chunk = 1; chunk < 60; ++chunk) {
    f.transport.chunk_max = chunk;
    f.feed(Fixture::delivery(1) + server_script::frame(9, "ping") + Fixture::delivery(2));
    assert_string_equal(f.take_log().c_str(), "id1=Hi id2=Hi ");
    f.texts();
    for (const server_script::Frame& frame : f.frames) {
      if (frame.opcode == 9) f.transport.feed(server_script::frame(10, frame.payload));
      if (frame.opcode == 10) assert_string_equal(frame.payload.c_str(), "ping");
    }
    f.frames.clear();
    f.settle();
  }
}

int main() {
#define UC8_TEST(name) cmocka_unit_test_setup_teardown(name, set_up<Fixture>, tear_down<Fixture>)
  const CMUnitTest tests[] = {
      UC8_TEST(pull_mode_asks_for_as_many_as_it_has_slots),
      UC8_TEST(a_batch_is_told_then_acknowledged_in_one_write),
      UC8_TEST(permits_and_slots_go_round_without_a_leak),
      UC8_TEST(a_held_message_comes_again_and_none_before_it),
      UC8_TEST(while_held_the_server_is_no_longer_read_and_not_taken_for_dead),
      UC8_TEST(what_was_not_proven_is_acknowledged_again_after_a_drop),
      UC8_TEST(a_redelivery_may_overtake_its_own_acknowledgement),
      UC8_TEST(an_oversized_delivery_is_told_and_skipped),
      UC8_TEST(a_delivery_nobody_can_read_ends_it_when_it_comes_again),
      UC8_TEST(a_delivery_without_an_id_reconnects_then_fails),
      UC8_TEST(texts_that_are_no_delivery_are_ignored),
      UC8_TEST(closing_sends_owed_acknowledgements_before_the_close_frame),
      UC8_TEST(each_close_of_the_server_is_answered_and_survived),
      UC8_TEST(push_mode_sends_no_permit_and_frees_slots_at_once),
      UC8_TEST(negative_acknowledgements_are_refused_where_they_lose_messages),
      UC8_TEST(any_split_of_what_arrives_gives_the_same_messages),
  };
  return cmocka_run_group_tests_name("consumer", tests, nullptr, nullptr);
}
