// SPDX-License-Identifier: Apache-2.0
// The conformance vectors, which a real Pulsar 2.7, 2.8 and 2.10 fulfil too: what failover and the
// windows do.
#include "broker_rig.h"

namespace uc8::emulator {
namespace {

constexpr const char* kFailover = "subscriptionType=Failover";

void failover_alone_waits_the_delay_from_the_upgrade_request(void**) {
  Client& early = rig->consume(kFailover);  // makes the subscription
  rig->leave(early);
  rig->advance(5000);
  rig->publish("m1 m2 m3");
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A");
  rig->advance(999);
  EXPECT(a, "");
  rig->advance(1);
  EXPECT(a, "m1 m2 m3");
}

void joiner_never_preempts_on_the_legacy_profile(void**) {
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A&priorityLevel=5");
  Client& b = rig->consume("subscriptionType=Failover&consumerName=B&priorityLevel=0");
  rig->advance(1000);
  rig->publish("m1 m2");
  rig->advance(10000);
  EXPECT(a, "m1 m2");
  EXPECT(b, "");
  assert_string_equal(rig->subscription().active_consumer.c_str(), "A");
}

void better_priority_preempts_after_the_delay_on_the_v3_profile(void**) {
  static BrokerOptions options;
  options.election = ElectionProfile::v3;
  remake(options);
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A&priorityLevel=5");
  rig->advance(1000);
  rig->publish("m1 m2 m3");
  EXPECT(a, "m1 m2 m3");
  rig->ack(a, "m2");
  Client& b = rig->consume("subscriptionType=Failover&consumerName=B&priorityLevel=0");
  rig->publish("m4");
  rig->advance(999);
  EXPECT(b, "");
  rig->advance(1);
  EXPECT(b, "m1 m3 m4");
  EXPECT(a, "");
}

void failover_hands_unacknowledged_messages_to_the_standby(void**) {
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A");
  Client& b = rig->consume("subscriptionType=Failover&consumerName=B");
  rig->advance(1000);
  rig->publish("m1 m2 m3 m4 m5");
  EXPECT(a, "m1 m2 m3 m4 m5");
  rig->ack(a, "m2 m4");
  rig->leave(a);
  rig->publish("m6");
  rig->advance(999);
  EXPECT(b, "");
  rig->advance(1);
  EXPECT(b, "m1 m3 m5 m6");
  // Byte for byte what A got.
  assert_string_equal(b.texts[0].c_str(), a.texts[0].c_str());
  assert_string_equal(b.texts[2].c_str(), a.texts[4].c_str());
}

void one_who_comes_back_is_the_standby(void**) {
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A");
  Client& b = rig->consume("subscriptionType=Failover&consumerName=B");
  rig->advance(1000);
  rig->publish("m1");
  rig->leave(a);
  rig->advance(1000);
  EXPECT(b, "m1");
  Client& again = rig->consume("subscriptionType=Failover&consumerName=A");
  rig->advance(5000);
  rig->publish("m2");
  EXPECT(b, "m2");
  EXPECT(again, "");
}

void standby_may_acknowledge_what_the_active_holds(void**) {
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A");
  Client& b = rig->consume("subscriptionType=Failover&consumerName=B");
  rig->advance(1000);
  rig->publish("m1 m2 m3 m4");
  EXPECT(a, "m1 m2 m3 m4");
  b.peer->on_text("{\"messageId\":\"" + rig->id_of(a, "m3") + "\"}");
  rig->leave(a);
  rig->advance(1000);
  EXPECT(b, "m1 m2 m4");
}

void push_window_lets_out_as_many_as_were_answered(void**) {
  Client& a = rig->consume("receiverQueueSize=3");
  rig->publish("m1 m2 m3 m4 m5 m6 m7 m8 m9 m10");
  EXPECT(a, "m1 m2 m3");
  rig->ack(a, "m1");
  EXPECT(a, "m4");
  rig->ack(a, "m2 m3");
  EXPECT(a, "m5 m6");
}

void nack_rewinds_and_the_full_window_shows_it_ack_by_ack(void**) {
  Client& a =
      rig->consume("subscriptionType=Failover&receiverQueueSize=3&negativeAckRedeliveryDelay=100");
  rig->advance(1000);
  rig->publish("m1 m2 m3 m4 m5 m6");
  EXPECT(a, "m1 m2 m3");
  rig->nack(a, "m1");
  EXPECT(a, "m4");
  rig->advance(100);
  EXPECT(a, "");
  rig->ack(a, "m1");
  EXPECT(a, "m1");
  rig->ack(a, "m2");
  EXPECT(a, "m2");
  rig->ack(a, "m3");
  EXPECT(a, "m3");
}

void nack_acknowledges_on_27(void**) {
  static BrokerOptions options;
  options.commands = CommandSet::ws27;
  remake(options);
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A&receiverQueueSize=3");
  Client& b = rig->consume("subscriptionType=Failover&consumerName=B");
  rig->advance(1000);
  rig->publish("m1 m2 m3 m4 m5");
  EXPECT(a, "m1 m2 m3");
  rig->nack(a, "m1");
  EXPECT(a, "m4");
  rig->advance(100000);
  EXPECT(a, "");
  rig->leave(a);
  rig->advance(1000);
  EXPECT(b, "m2 m3 m4 m5");
}

void duplicates_that_are_not_acknowledged_leak_slots(void**) {
  Client& a = rig->consume("receiverQueueSize=3");
  rig->publish("m1 m2");
  EXPECT(a, "m1 m2");
  rig->broker->unload(rig->key("demo"));
  rig->advance(2000);
  EXPECT(a, "m1");
  rig->publish("m3 m4 m5");
  EXPECT(a, "");
  rig->ack(a, "m1");
  EXPECT(a, "m2");
  rig->ack(a, "m2");
  EXPECT(a, "m3");
  rig->advance(100000);
  EXPECT(a, "");
  assert_int_equal(rig->subscription().consumers[0].window_pending, 3);
}

void pull_gives_exactly_what_was_permitted(void**) {
  Client& a = rig->consume("pullMode=true");
  rig->publish("m1 m2 m3 m4 m5 m6 m7 m8 m9 m10");
  EXPECT(a, "");
  rig->permit(a, 2);
  EXPECT(a, "m1 m2");
  rig->ack(a, "m1 m2");
  EXPECT(a, "");
  rig->permit(a, 3);
  EXPECT(a, "m3 m4 m5");
}

void last_leaves_and_one_joins_later_gets_old_and_new(void**) {
  Client& a = rig->consume(kFailover);
  rig->advance(1000);
  rig->publish("m1 m2");
  EXPECT(a, "m1 m2");
  rig->ack(a, "m1");
  rig->leave(a);
  rig->publish("m3");
  rig->advance(60000);
  Client& again = rig->consume(kFailover);
  rig->advance(999);
  EXPECT(again, "");
  rig->advance(1);
  EXPECT(again, "m2 m3");
}

void new_subscription_starts_at_the_latest(void**) {
  rig->publish("m1 m2 m3 m4 m5");
  Client& a = rig->consume("");
  EXPECT(a, "");
  rig->publish("m6");
  EXPECT(a, "m6");
}

void reader_starts_where_it_says(void**) {
  Client& all = rig->read("messageId=earliest");
  rig->publish("m1 m2 m3 m4");
  EXPECT(all, "m1 m2 m3 m4");
  Client& earliest = rig->read("messageId=earliest");
  EXPECT(earliest, "m1 m2 m3 m4");
  static std::string query;
  query = "messageId=" + rig->id_of(all, "m3");
  Client& behind = rig->read(query.c_str());
  EXPECT(behind, "m4");
  Client& latest = rig->read("");
  EXPECT(latest, "");
  Client& narrow = rig->read("messageId=earliest&receiverQueueSize=2");
  EXPECT(narrow, "m1 m2");
  rig->send(narrow, "{}");
  EXPECT(narrow, "m3");
  rig->publish("m5");
  EXPECT(latest, "m5");
}

void unload_on_failover_sends_again_and_goes_on_with_another_ledger(void**) {
  Client& a = rig->consume(kFailover);
  rig->advance(1000);
  rig->publish("m1 m2");
  rig->ack(a, "m1");
  EXPECT(a, "m1 m2");
  rig->broker->unload(rig->key("demo"));
  rig->advance(1000);
  EXPECT(a, "m2");
  rig->publish("m3");
  EXPECT(a, "m3");
  rig->expect_same(rig->id_of(a, "m2"), "CAEQATAA", __FILE__, __LINE__);
  rig->expect_same(rig->id_of(a, "m3"), "CAIQADAA", __FILE__, __LINE__);
}

void unsubscribe_by_the_sole_active_is_silent(void**) {
  Client& a = rig->consume(kFailover);
  rig->advance(1000);
  rig->publish("m1");
  EXPECT(a, "m1");
  rig->send(a, R"({"type":"unsubscribe"})");
  assert_false(a.ended);
  assert_int_equal(rig->topic().subscriptions.size(), 0);
  rig->publish("m2");
  rig->advance(5000);
  EXPECT(a, "");
  rig->ack(a, "m1");  // harmless
  assert_false(a.ended);
}

void unsubscribe_with_two_consumers_aborts_and_the_other_takes_over(void**) {
  Client& a = rig->consume(kFailover);
  Client& b = rig->consume(kFailover);
  rig->advance(1000);
  rig->publish("m1");
  EXPECT(a, "m1");
  rig->send(a, R"({"type":"unsubscribe"})");
  EXPECT_CLOSED(a, 0, "");
  rig->advance(1000);
  EXPECT(b, "m1");
}

void election_on_partitions_follows_the_sorted_names(void**) {
  static const char* kTopics[] = {"p-partition-0", "p-partition-1", "p-partition-2",
                                  "p-partition-3"};
  for (const char* topic : kTopics) {
    rig->create(topic);
    rig->open(PeerKind::consumer, topic, "s", "subscriptionType=Failover&consumerName=A");
    rig->open(PeerKind::consumer, topic, "s", "subscriptionType=Failover&consumerName=B");
  }
  static const char* kTwo[] = {"A", "B", "A", "B"};
  static const char* kThree[] = {"A", "B", "C", "A"};
  for (int i = 0; i < 4; ++i) {
    assert_string_equal(rig->topic(kTopics[i]).subscriptions[0].active_consumer.c_str(), kTwo[i]);
  }
  for (int i = 0; i < 4; ++i) {
    rig->open(PeerKind::consumer, kTopics[i], "s", "subscriptionType=Failover&consumerName=C");
    assert_string_equal(rig->topic(kTopics[i]).subscriptions[0].active_consumer.c_str(), kThree[i]);
  }
}

void change_there_and_back_within_the_delay_still_rewinds(void**) {
  static BrokerOptions options;
  options.election = ElectionProfile::v3;
  remake(options);
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A&priorityLevel=1");
  rig->advance(1000);
  rig->publish("m1");
  EXPECT(a, "m1");
  Client& b = rig->consume("subscriptionType=Failover&consumerName=B&priorityLevel=0");
  rig->advance(500);
  rig->leave(b);
  rig->advance(499);
  EXPECT(a, "");
  rig->advance(1);  // the timer of the first change was not restarted
  EXPECT(a, "m1");
}

}  // namespace
}  // namespace uc8::emulator

int main() {
  using namespace uc8::emulator;
  const CMUnitTest tests[] = {
      BROKER_TEST(failover_alone_waits_the_delay_from_the_upgrade_request),
      BROKER_TEST(joiner_never_preempts_on_the_legacy_profile),
      BROKER_TEST(better_priority_preempts_after_the_delay_on_the_v3_profile),
      BROKER_TEST(failover_hands_unacknowledged_messages_to_the_standby),
      BROKER_TEST(one_who_comes_back_is_the_standby),
      BROKER_TEST(standby_may_acknowledge_what_the_active_holds),
      BROKER_TEST(push_window_lets_out_as_many_as_were_answered),
      BROKER_TEST(nack_rewinds_and_the_full_window_shows_it_ack_by_ack),
      BROKER_TEST(nack_acknowledges_on_27),
      BROKER_TEST(duplicates_that_are_not_acknowledged_leak_slots),
      BROKER_TEST(pull_gives_exactly_what_was_permitted),
      BROKER_TEST(last_leaves_and_one_joins_later_gets_old_and_new),
      BROKER_TEST(new_subscription_starts_at_the_latest),
      BROKER_TEST(reader_starts_where_it_says),
      BROKER_TEST(unload_on_failover_sends_again_and_goes_on_with_another_ledger),
      BROKER_TEST(unsubscribe_by_the_sole_active_is_silent),
      BROKER_TEST(unsubscribe_with_two_consumers_aborts_and_the_other_takes_over),
      BROKER_TEST(election_on_partitions_follows_the_sorted_names),
      BROKER_TEST(change_there_and_back_within_the_delay_still_rewinds),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
