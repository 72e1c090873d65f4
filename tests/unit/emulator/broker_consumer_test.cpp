// SPDX-License-Identifier: Apache-2.0
// Every command of a consumer or reader in every state of its window.
#include "broker_rig.h"

namespace uc8::emulator {
namespace {

struct Fatal {
  const char* sent;
  int code;  // 0: without a Close frame; -1: stays open
  const char* reason;
};

void run(const Fatal& row, PeerKind kind, const char* query) {
  Client& c = rig->open(kind, "demo", kind == PeerKind::consumer ? "s" : nullptr, query);
  rig->send(c, row.sent);
  EXPECT_CLOSED(c, row.code, row.reason);
  rig->leave(c);
}

void what_ends_a_consumer(void**) {
  constexpr const char* kNoId =
      "java.io.IOException: java.lang.IllegalStateException: Some required fields are missing";
  static const Fatal kTable[] = {
      {R"({"type":"ping"})", 1011, "NullPointerException"},
      {R"({})", 1011, "NullPointerException"},
      {R"({"messageId":null})", 1011, "NullPointerException"},
      {R"({"type":"negativeAcknowledge"})", 1011, "NullPointerException"},
      {R"(null)", 1011, "NullPointerException"},
      {R"({"messageId":"!!"})", 1011, "Illegal base64 character 21"},
      {R"({"messageId":""})", 1011, kNoId},
      {R"({"messageId":"CAw="})", 1011, kNoId},
      {R"("noop")", 0, ""},
      {R"([])", 0, ""},
      {R"({"messageId":)", 0, ""},
      {R"()", 0, ""},
      {R"({"messageId":{}})", 0, ""},
      {R"({"type":"permit"})", 0, ""},
      {R"({"type":"permit","permitMessages":"x"})", 0, ""},
      {R"({"type":"permit","permitMessages":null})", 0, ""},
      {R"({"type":"permit","permitMessages":true})", 0, ""},
      {R"({"type":"permit","permitMessages":99999999999})", 0, ""},
      {R"({"type":"permit","permitMessages":"2"})", -1, ""},
      {R"({"messageId":"CAkQCTAA"})", -1, ""},
      {R"({"type":"ping","messageId":"CAkQCTAA"})", -1, ""},
      {R"({"type":"isEndOfTopic"})", -1, ""},
  };
  for (const Fatal& row : kTable) {
    run(row, PeerKind::consumer, "pullMode=true");
    run(row, PeerKind::consumer, "");
  }
}

void what_ends_a_consumer_of_27(void**) {
  static BrokerOptions options;
  options.commands = CommandSet::ws27;
  remake(options);
  static const Fatal kTable[] = {
      {R"({"type":"isEndOfTopic"})", 1011, "NullPointerException"},
      {R"({"type":"negativeAcknowledge"})", 1011, "NullPointerException"},
      {R"({"type":"permit"})", 0, ""},
      {R"({"messageId":"CAw="})", 1011,
       "java.io.IOException: "
       "org.apache.pulsar.shaded.com.google.protobuf.v241.UninitializedMessageException: "
       "Message was missing r"},
  };
  for (const Fatal& row : kTable) run(row, PeerKind::consumer, "");
  static const Fatal kReader[] = {{"anything", -1, ""}, {R"({"type":"isEndOfTopic"})", -1, ""}};
  for (const Fatal& row : kReader) run(row, PeerKind::reader, "");
}

void what_ends_a_reader(void**) {
  static const Fatal kTable[] = {
      {R"({})", -1, ""},
      {R"({"messageId":"!!"})", -1, ""},
      {R"(anything)", 0, ""},
      {R"([])", 0, ""},
      {R"(null)", 1011, "NullPointerException"},
      {R"({"type":"unsubscribe"})", -1, ""},
  };
  for (const Fatal& row : kTable) run(row, PeerKind::reader, "");
}

void permit_of_nothing_delivers_one_and_is_miscounted(void**) {
  Client& c = rig->consume("pullMode=true");
  rig->publish("m1 m2 m3 m4 m5 m6 m7 m8 m9 m10");
  rig->permit(c, 2);
  EXPECT(c, "m1 m2");
  rig->permit(c, 0);
  EXPECT(c, "m3");
  rig->permit(c, -1);
  EXPECT(c, "m4");
  rig->permit(c, 2);
  EXPECT(c, "m5");
  rig->permit(c, 5);
  EXPECT(c, "m6 m7 m8");
}

void permits_add_up_and_wait_for_messages(void**) {
  Client& c = rig->consume("pullMode=true&receiverQueueSize=1");
  rig->permit(c, 2);
  rig->permit(c, 1);
  rig->publish("m1 m2 m3 m4 m5");
  EXPECT(c, "m1 m2 m3");
  rig->nack(c, "m1");
  rig->ack(c, "m2");
  EXPECT(c, "");
  rig->permit(c, 1);
  EXPECT(c, "m4");
}

void permits_mean_nothing_to_a_push_window(void**) {
  Client& c = rig->consume("receiverQueueSize=1");
  rig->publish("m1 m2 m3");
  EXPECT(c, "m1");
  rig->permit(c, 10);
  EXPECT(c, "");
  rig->ack(c, "m1");
  EXPECT(c, "m2");
}

void more_answers_than_deliveries_widen_the_push_window(void**) {
  Client& c = rig->consume("receiverQueueSize=2");
  rig->send(c, R"({"messageId":"CAkQCTAA"})");
  rig->send(c, R"({"messageId":"CAkQCTAA"})");
  rig->publish("m1 m2 m3 m4 m5 m6");
  EXPECT(c, "m1 m2 m3 m4");
}

void queue_size_zero_is_a_window_of_one_without_prefetch(void**) {
  Client& c = rig->consume("receiverQueueSize=0");
  rig->publish("m1 m2 m3");
  EXPECT(c, "m1");
  assert_int_equal(rig->subscription().consumers[0].queued, 0);
  rig->ack(c, "m1");
  EXPECT(c, "m2");
}

void prefetch_is_bounded_by_the_queue_size(void**) {
  Client& c = rig->consume("receiverQueueSize=4");
  rig->publish("m1 m2 m3 m4 m5 m6 m7 m8 m9 m10");
  EXPECT(c, "m1 m2 m3 m4");
  assert_int_equal(rig->subscription().consumers[0].queued, 4);  // 2R in all
  assert_int_equal(rig->subscription().consumers[0].unacknowledged, 4);
  assert_int_equal(rig->subscription().backlog, 10);
}

void socket_that_is_not_read_is_not_dispatched_to(void**) {
  Client& c = rig->consume("");
  c.can_write = false;
  rig->publish("m1 m2");
  EXPECT(c, "");
  c.can_write = true;
  c.peer->on_writable();
  EXPECT(c, "m1 m2");
}

void nothing_is_sent_before_the_start(void**) {
  OpenRequest* request = new OpenRequest{
      PeerKind::consumer, {"persistent", "_mm", "c8global._system", "c8globals.demo", "s"}, {}};
  Client& c = rig->consume("", "other");  // for its sink only
  Peer* peer = rig->broker->open(*request, c).peer;
  delete request;
  rig->publish("m1");
  EXPECT(c, "m1");  // of "other"
  peer->start();
  EXPECT(c, "m1");
  rig->broker->disconnect(peer);
}

void throttle_spreads_deliveries(void**) {
  Client& c = rig->consume("");
  rig->broker->faults().dispatch_bytes_per_s = 1000;  // a delivery has some 120 bytes
  rig->publish("m1 m2 m3");
  EXPECT(c, "m1");
  rig->advance(100);
  EXPECT(c, "");
  rig->advance(50);
  EXPECT(c, "m2");
  rig->broker->faults().dispatch_bytes_per_s = 0;
  rig->advance(150);
  EXPECT(c, "m3");
}

void nack_has_a_floor_and_rewinds_everything(void**) {
  Client& c = rig->consume("negativeAckRedeliveryDelay=1");
  rig->publish("m1 m2 m3");
  EXPECT(c, "m1 m2 m3");
  rig->ack(c, "m2");
  rig->nack(c, "m3");
  rig->advance(99);
  EXPECT(c, "");
  rig->advance(1);
  EXPECT(c, "m1 m3");
}

void standbys_nack_moves_nothing(void**) {
  Client& a = rig->consume("subscriptionType=Failover");
  Client& b = rig->consume("subscriptionType=Failover&negativeAckRedeliveryDelay=100");
  rig->advance(1000);
  rig->publish("m1");
  EXPECT(a, "m1");
  b.peer->on_text("{\"type\":\"negativeAcknowledge\",\"messageId\":\"" + rig->id_of(a, "m1") +
                  "\"}");
  rig->advance(10000);
  EXPECT(a, "");
  EXPECT(b, "");
}

void ack_timeout_rewinds_until_acknowledged(void**) {
  Client& c = rig->consume("ackTimeoutMillis=1000");
  rig->publish("m1 m2");
  EXPECT(c, "m1 m2");
  rig->ack(c, "m1");
  rig->advance(999);
  EXPECT(c, "");
  rig->advance(1);
  EXPECT(c, "m2");
  rig->advance(1000);
  EXPECT(c, "m2");
  rig->ack(c, "m2");
  rig->advance(5000);
  EXPECT(c, "");
  assert_int_equal(rig->time.armed(), 0);
}

void end_of_topic_is_told_when_all_is_acknowledged(void**) {
  Client& c = rig->consume("");
  rig->publish("m1");
  EXPECT(c, "m1");
  rig->send(c, R"({"type":"isEndOfTopic"})");
  EXPECT_TEXT(c, R"({"endOfTopic":false})");
  rig->broker->terminate(rig->key("demo"));
  rig->send(c, R"({"type":"isEndOfTopic"})");
  EXPECT_TEXT(c, R"({"endOfTopic":false})");
  rig->ack(c, "m1");
  rig->send(c, R"({"type":"isEndOfTopic"})");
  EXPECT_TEXT(c, R"({"endOfTopic":true})");
}

void non_durable_subscription_goes_with_its_last_consumer(void**) {
  Client& a = rig->consume("subscriptionMode=NonDurable&subscriptionType=Shared");
  Client& b = rig->consume("subscriptionMode=NonDurable&subscriptionType=Shared");
  rig->leave(a);
  assert_int_equal(rig->topic().subscriptions.size(), 1);
  rig->leave(b);
  assert_int_equal(rig->topic().subscriptions.size(), 0);
  Client& c = rig->consume("subscriptionMode=NonDurable");
  rig->publish("m1");
  EXPECT(c, "m1");
  rig->broker->unload(rig->key("demo"));
  EXPECT(c, "");  // behind what it had
}

void forced_close_hits_whom_it_names(void**) {
  Client& a = rig->consume("subscriptionType=Failover&consumerName=A");
  Client& b = rig->consume("subscriptionType=Failover&consumerName=B");
  Client& p = rig->produce("producerName=A");
  static PeerFilter filter;
  filter.kind = PeerKind::consumer;
  filter.name = "A";
  assert_int_equal(rig->broker->close_peers(filter, 1012, "restart"), 1);
  EXPECT_CLOSED(a, 1012, "restart");
  assert_false(b.ended || p.ended);
  rig->send(a, R"({"type":"ping"})");  // ignored now
  EXPECT_CLOSED(a, 1012, "restart");
  assert_string_equal(rig->subscription().active_consumer.c_str(), "B");
  assert_int_equal(rig->broker->close_peers(PeerFilter(), 0, ""), 2);
  EXPECT_CLOSED(b, 0, "");
}

}  // namespace
}  // namespace uc8::emulator

int main() {
  using namespace uc8::emulator;
  const CMUnitTest tests[] = {
      BROKER_TEST(what_ends_a_consumer),
      BROKER_TEST(what_ends_a_consumer_of_27),
      BROKER_TEST(what_ends_a_reader),
      BROKER_TEST(permit_of_nothing_delivers_one_and_is_miscounted),
      BROKER_TEST(permits_add_up_and_wait_for_messages),
      BROKER_TEST(permits_mean_nothing_to_a_push_window),
      BROKER_TEST(more_answers_than_deliveries_widen_the_push_window),
      BROKER_TEST(queue_size_zero_is_a_window_of_one_without_prefetch),
      BROKER_TEST(prefetch_is_bounded_by_the_queue_size),
      BROKER_TEST(socket_that_is_not_read_is_not_dispatched_to),
      BROKER_TEST(nothing_is_sent_before_the_start),
      BROKER_TEST(throttle_spreads_deliveries),
      BROKER_TEST(nack_has_a_floor_and_rewinds_everything),
      BROKER_TEST(standbys_nack_moves_nothing),
      BROKER_TEST(ack_timeout_rewinds_until_acknowledged),
      BROKER_TEST(end_of_topic_is_told_when_all_is_acknowledged),
      BROKER_TEST(non_durable_subscription_goes_with_its_last_consumer),
      BROKER_TEST(forced_close_hits_whom_it_names),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
