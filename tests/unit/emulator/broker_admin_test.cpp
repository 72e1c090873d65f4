// SPDX-License-Identifier: Apache-2.0
// Topics as REST uses them.
#include "broker_rig.h"

namespace uc8::emulator {
namespace {

constexpr const char* kFailover = "subscriptionType=Failover";

#define ASSERT_STATUS(expression, wanted_code, wanted_number) \
  do {                                                        \
    static AdminStatus status;                                \
    status = expression;                                      \
    assert_int_equal(status.code, wanted_code);               \
    assert_int_equal(status.error_num, wanted_number);        \
  } while (0)

void topics_are_made_listed_and_deleted(void**) {
  Broker& broker = *rig->broker;
  ASSERT_STATUS(broker.create(rig->key("demo")), 409, 1210);
  ASSERT_STATUS(broker.create(rig->key("other")), 202, 0);
  ASSERT_STATUS(broker.create(TopicKey{"_mm", Scope::local, "_system", "c8locals.demo"}), 202, 0);
  ASSERT_STATUS(broker.create(TopicKey{"_mm", Scope::global, "_system", ""}), 400, 1208);
  static TopicFilter filter;
  assert_int_equal(broker.list(filter).size(), 3);
  filter.scope = Scope::global;
  assert_int_equal(broker.list(filter).size(), 2);
  filter.fabric = "elsewhere";
  assert_int_equal(broker.list(filter).size(), 0);
  ASSERT_STATUS(broker.remove(rig->key("other")), 202, 0);
  ASSERT_STATUS(broker.remove(rig->key("other")), 404, 100016);
  assert_false(broker.exists(rig->key("other")));
}

void names_get_their_prefix_once(void**) {
  struct Row {
    const char* name;
    Scope scope;
    const char* full;  // empty: refused
  };
  static const Row kTable[] = {
      {"demo", Scope::global, "c8globals.demo"},
      {"demo", Scope::local, "c8locals.demo"},
      {"c8globals.demo", Scope::global, "c8globals.demo"},
      {"c8globals.demo", Scope::local, ""},
      {"a_B-9", Scope::global, "c8globals.a_B-9"},
      {"", Scope::global, ""},
      {"demo%", Scope::global, ""},
      {"123", Scope::global, ""},
      {"_#", Scope::global, ""},
      {"c8globals.", Scope::global, ""},
  };
  for (const Row& row : kTable) {
    rig->expect_same(full_stream_name(row.name, row.scope).value_or(""), row.full, __FILE__,
                     __LINE__);
  }
}

void deleting_a_topic_closes_its_sessions(void**) {
  Client& c = rig->consume(kFailover);
  Client& standby = rig->consume(kFailover);
  Client& r = rig->read();
  Client& p = rig->produce();
  rig->broker->remove(rig->key("demo"));
  for (Client* client : {&c, &standby, &r, &p}) {
    EXPECT_CLOSED(*client, 1011, "Topic was deleted");
    rig->send(*client, "{}");  // ignored
    rig->leave(*client);
  }
  rig->advance(10000);
  assert_int_equal(rig->time.armed(), 0);
}

void subscription_is_deleted_when_nobody_is_connected(void**) {
  Broker& broker = *rig->broker;
  Client& c = rig->consume("");
  ASSERT_STATUS(broker.remove_subscription(rig->key("demo"), "s"), 412, 100018);
  rig->leave(c);
  ASSERT_STATUS(broker.remove_subscription(rig->key("demo"), "none"), 404, 100017);
  ASSERT_STATUS(broker.remove_subscription(rig->key("none"), "s"), 404, 100016);
  ASSERT_STATUS(broker.remove_subscription(rig->key("demo"), "s"), 200, 0);
  ASSERT_STATUS(broker.remove_subscription_everywhere(TopicFilter(), "s"), 404, 100017);
}

void backlog_is_counted_and_cleared(void**) {
  Client& c = rig->consume("receiverQueueSize=1");
  rig->publish("m1 m2 m3 m4");
  assert_int_equal(rig->subscription().backlog, 4);
  rig->ack(c, "m1");
  assert_int_equal(rig->subscription().backlog, 3);
  ASSERT_STATUS(rig->broker->clear_backlog(rig->key("demo"), std::string("none")), 404, 100017);
  ASSERT_STATUS(rig->broker->clear_backlog(rig->key("demo"), std::string("s")), 200, 0);
  assert_int_equal(rig->subscription().backlog, 0);
  assert_int_equal(rig->subscription().unacknowledged, 0);
  rig->publish("m5");
  ASSERT_STATUS(rig->broker->clear_backlog_everywhere(TopicFilter(), std::nullopt), 200, 0);
  assert_int_equal(rig->subscription().backlog, 0);
}

void expiry_and_time_to_live_acknowledge_the_old(void**) {
  rig->leave(rig->consume(""));
  rig->publish("m1");
  rig->advance(10000);
  rig->publish("m2");
  ASSERT_STATUS(rig->broker->expire(rig->key("demo"), 11), 200, 0);
  assert_int_equal(rig->subscription().backlog, 2);
  ASSERT_STATUS(rig->broker->expire(rig->key("demo"), 10), 200, 0);
  assert_int_equal(rig->subscription().backlog, 1);
  rig->broker->set_ttl("_mm", Scope::global, "_system", 30);
  assert_int_equal(rig->broker->ttl("_mm", Scope::global, "_system"), 30);
  assert_int_equal(rig->broker->ttl("_mm", Scope::local, "_system"), 0);
  rig->advance(29999);
  assert_int_equal(rig->subscription().backlog, 1);
  rig->advance(1);
  assert_int_equal(rig->subscription().backlog, 0);
}

void rest_publishes_bytes(void**) {
  Client& c = rig->consume("");
  rig->publish("m1");
  EXPECT_TEXT(c, R"({"messageId":"CAEQADAA","payload":"bTE=","properties":{},)"
                 R"("publishTime":"2026-11-22T16:24:39.619Z","redeliveryCount":0})");
  ASSERT_STATUS(rig->broker->publish(rig->key("none"), "x").status, 404, 100016);
  ASSERT_STATUS(rig->broker->publish(rig->key("demo"), "x").status, 202, 0);
}

void all_streams_share_a_bound(void**) {
  static BrokerOptions options;
  options.total_bytes_max = 10000;
  remake(options);
  rig->create("other");
  static std::string payload;
  payload = std::string(4000, 'x');
  ASSERT_STATUS(rig->broker->publish(rig->key("other"), payload).status, 202, 0);
  rig->leave(rig->consume(""));  // keeps what comes on demo
  ASSERT_STATUS(rig->broker->publish(rig->key("demo"), payload).status, 202, 0);
  ASSERT_STATUS(rig->broker->publish(rig->key("demo"), payload).status, 202,
                0);  // other's is forgotten
  ASSERT_STATUS(rig->broker->publish(rig->key("demo"), payload).status, 503, 100019);
  assert_int_equal(rig->topic("other").messages, 0);
  assert_true(rig->broker->state().bytes <= 10000);
}

void topic_can_appear_late(void**) {
  rig->broker->faults().topic_appears_after_ms = 500;
  ASSERT_STATUS(rig->broker->create(rig->key("late")), 202, 0);
  ASSERT_STATUS(rig->broker->create(rig->key("late")), 409, 1210);
  assert_false(rig->broker->exists(rig->key("late")));
  assert_null(rig->open(PeerKind::producer, "late", nullptr, "").peer);
  rig->advance(500);
  assert_true(rig->broker->exists(rig->key("late")));
  assert_non_null(rig->open(PeerKind::producer, "late", nullptr, "").peer);
}

void state_tells_who_is_active(void**) {
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A&receiverQueueSize=2");
  rig->consume("subscriptionType=Failover&consumerName=B");
  const bool waiting = rig->subscription().failover_timer;
  assert_true(waiting);
  rig->advance(1000);
  rig->publish("m1 m2 m3 m4 m5");
  rig->ack(a, "m1");
  const SubscriptionState& s = rig->subscription();
  assert_string_equal(s.type.c_str(), "Failover");
  assert_string_equal(s.active_consumer.c_str(), "A");
  assert_false(s.failover_timer);
  assert_int_equal(s.consumers.size(), 2);
  assert_true(s.consumers[0].active);
  assert_false(s.consumers[1].active);
  assert_int_equal(s.backlog, 4);
  assert_int_equal(s.unacknowledged, 2);
  assert_int_equal(s.consumers[0].delivered, 3);
  assert_int_equal(s.consumers[0].acknowledged, 1);
  assert_int_equal(s.consumers[0].window_pending, 2);
  assert_int_equal(rig->broker->state().peers, 2);
}

void nothing_is_armed_once_all_are_gone(void**) {
  Client& c = rig->consume(
      "subscriptionType=Failover&ackTimeoutMillis=1000&negativeAckRedeliveryDelay=5000");
  rig->advance(1000);
  rig->publish("m1");
  rig->nack(c, "m1");
  rig->broker->faults().confirm_delay_ms = 1000;
  Client& p = rig->produce();
  rig->send(p, R"({"payload":""})");
  assert_true(rig->time.armed() >= 3);
  rig->leave(c);
  rig->leave(p);
  rig->advance(1000);
  assert_int_equal(rig->time.armed(), 0);
}

}  // namespace
}  // namespace uc8::emulator

int main() {
  using namespace uc8::emulator;
  const CMUnitTest tests[] = {
      BROKER_TEST(topics_are_made_listed_and_deleted),
      BROKER_TEST(names_get_their_prefix_once),
      BROKER_TEST(deleting_a_topic_closes_its_sessions),
      BROKER_TEST(subscription_is_deleted_when_nobody_is_connected),
      BROKER_TEST(backlog_is_counted_and_cleared),
      BROKER_TEST(expiry_and_time_to_live_acknowledge_the_old),
      BROKER_TEST(rest_publishes_bytes),
      BROKER_TEST(all_streams_share_a_bound),
      BROKER_TEST(topic_can_appear_late),
      BROKER_TEST(state_tells_who_is_active),
      BROKER_TEST(nothing_is_armed_once_all_are_gone),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
