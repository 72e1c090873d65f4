// SPDX-License-Identifier: Apache-2.0
// Shared and Key_Shared.
#include "broker_rig.h"

namespace uc8::emulator {
namespace {

constexpr const char* kShared = "subscriptionType=Shared";

void publish_key(const char* word, const char* key) {
  if (rig->publisher == nullptr) rig->publisher = &rig->produce();
  // Payloads are two characters of base64, `word` among them.
  rig->publisher->peer->on_text("{\"payload\":\"" + std::string(word) + "\",\"key\":\"" + key +
                                "\"}");
}

void shared_takes_turns(void**) {
  Client& a = rig->consume(kShared);
  Client& b = rig->consume(kShared);
  rig->publish("m1 m2 m3 m4");
  EXPECT(a, "m1 m3");
  EXPECT(b, "m2 m4");
}

void shared_goes_by_permits(void**) {
  Client& a = rig->consume("subscriptionType=Shared&receiverQueueSize=1&pullMode=true");
  Client& b = rig->consume(kShared);
  rig->publish("m1 m2 m3 m4");
  EXPECT(b, "m2 m3 m4");
  EXPECT(a, "");
  rig->permit(a, 1);
  EXPECT(a, "m1");
  rig->publish("m5");
  assert_int_equal(
      rig->subscription().consumers[0].queued + rig->subscription().consumers[1].delivered, 4);
}

void better_priority_is_served_first(void**) {
  Client& low = rig->consume("subscriptionType=Shared&priorityLevel=1");
  Client& high = rig->consume("subscriptionType=Shared&receiverQueueSize=1");
  rig->publish("m1 m2 m3");
  EXPECT(high, "m1");
  EXPECT(low, "m3");
  rig->ack(high, "m1");
  EXPECT(high, "m2");  // was prefetched
}

void leaver_hands_back_to_the_front(void**) {
  Client& a = rig->consume("subscriptionType=Shared&receiverQueueSize=2");
  rig->publish("m1 m2 m3 m4 m5 m6");
  EXPECT(a, "m1 m2");
  Client& b = rig->consume("subscriptionType=Shared&receiverQueueSize=2&pullMode=true");
  rig->permit(b, 1);
  EXPECT(b, "m5");
  rig->ack(a, "m1");
  rig->leave(a);
  rig->permit(b, 10);
  // What b had prefetched, then what came back, in order; m1 is acknowledged.
  EXPECT(b, "m6 m2 m3 m4");
}

void nack_brings_that_message_alone_and_counts(void**) {
  Client& a = rig->consume("subscriptionType=Shared&negativeAckRedeliveryDelay=100");
  rig->publish("m1 m2 m3");
  EXPECT(a, "m1 m2 m3");
  rig->nack(a, "m2");
  rig->advance(100);
  EXPECT_TEXT(a, R"({"messageId":"CAEQATAA","payload":"bTI=","properties":{},)"
                 R"("publishTime":"2026-11-22T16:24:39.619Z","redeliveryCount":1})");
  EXPECT(a, "");
}

void dead_letters_go_to_their_topic(void**) {
  rig->create("dead");
  Client& a = rig->consume(
      "subscriptionType=Shared&negativeAckRedeliveryDelay=100&maxRedeliverCount=1&deadLetterTopic="
      "c8globals.dead");
  Client& dead = rig->open(PeerKind::reader, "dead", nullptr, "");
  rig->publish("m1");
  EXPECT(a, "m1");
  rig->nack(a, "m1");
  rig->advance(100);
  EXPECT(a, "m1");
  EXPECT(dead, "");
  rig->nack(a, "m1");
  rig->advance(100);
  EXPECT(dead, "m1");
  EXPECT(a, "");
  assert_int_equal(rig->subscription().backlog, 0);
}

void dead_letter_parameters_turn_on_an_ack_timeout(void**) {
  Client& a = rig->consume("subscriptionType=Shared&maxRedeliverCount=3");
  rig->publish("m1");
  EXPECT(a, "m1");
  rig->advance(29999);
  EXPECT(a, "");
  rig->advance(1);
  EXPECT(a, "m1");
}

void delayed_messages_wait_on_shared_only(void**) {
  Client& shared = rig->consume(kShared, "shared");
  Client& exclusive = rig->consume("", "exclusive");
  Client& p = rig->produce();
  rig->send(p, R"({"payload":"bTE=","deliverAfterMs":500})");
  rig->send(p, R"({"payload":"bTI="})");
  EXPECT(exclusive, "m1 m2");
  EXPECT(shared, "m2");
  rig->advance(499);
  EXPECT(shared, "");
  rig->advance(1);
  EXPECT(shared, "m1");
}

void key_shared_keeps_a_key_together(void**) {
  Client& a = rig->consume("subscriptionType=Key_Shared");
  Client& b = rig->consume("subscriptionType=Key_Shared");
  for (int round = 0; round < 2; ++round) {
    for (const char* key : {"k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8"}) publish_key("AA", key);
  }
  assert_int_equal(a.texts.size() + b.texts.size(), 16);
  assert_true(!a.texts.empty() && !b.texts.empty());
  assert_int_equal(a.texts.size() % 2, 0);
  for (const std::string& of_a : a.texts) {
    const std::string* key = new std::string(of_a.substr(of_a.find("\"key\"")));
    size_t found = 0;
    for (const std::string& of_b : b.texts) found += of_b.find(*key) != std::string::npos ? 1 : 0;
    delete key;
    assert_int_equal(found, 0);
  }
}

void key_waits_until_its_old_holder_has_acknowledged(void**) {
  Client& a = rig->consume("subscriptionType=Key_Shared&consumerName=A");
  for (const char* key : {"k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8"}) publish_key("AA", key);
  assert_int_equal(a.texts.size(), 8);
  Client& b = rig->consume("subscriptionType=Key_Shared&consumerName=B");
  for (const char* key : {"k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8"}) publish_key("AQ", key);
  assert_int_equal(b.texts.size(), 0);  // A still holds one of each key
  const size_t more = a.texts.size() - 8;
  assert_true(more > 0 && more < 8);
  for (size_t i = 0; i < 8; ++i) {
    const size_t from = a.texts[i].find("\"messageId\":\"") + 13;
    a.peer->on_text("{\"messageId\":\"" +
                    a.texts[i].substr(from, a.texts[i].find('"', from) - from) + "\"}");
  }
  assert_int_equal(b.texts.size(), 8 - more);
}

void key_shared_does_not_overtake_within_a_key(void**) {
  Client& a = rig->consume(
      "subscriptionType=Key_Shared&receiverQueueSize=1&negativeAckRedeliveryDelay=100");
  for (const char* word : {"AA", "AQ", "Ag", "Aw"}) publish_key(word, "k");
  static const char* kWanted[] = {"AA==", "AQ==", "Ag==", "Aw=="};
  for (size_t i = 0; i < 4; ++i) {
    assert_int_equal(a.texts.size(), i + 1);
    assert_true(a.texts[i].find(kWanted[i]) != std::string::npos);
    const size_t from = a.texts[i].find("\"messageId\":\"") + 13;
    a.peer->on_text("{\"messageId\":\"" +
                    a.texts[i].substr(from, a.texts[i].find('"', from) - from) + "\"}");
  }
}

}  // namespace
}  // namespace uc8::emulator

int main() {
  using namespace uc8::emulator;
  const CMUnitTest tests[] = {
      BROKER_TEST(shared_takes_turns),
      BROKER_TEST(shared_goes_by_permits),
      BROKER_TEST(better_priority_is_served_first),
      BROKER_TEST(leaver_hands_back_to_the_front),
      BROKER_TEST(nack_brings_that_message_alone_and_counts),
      BROKER_TEST(dead_letters_go_to_their_topic),
      BROKER_TEST(dead_letter_parameters_turn_on_an_ack_timeout),
      BROKER_TEST(delayed_messages_wait_on_shared_only),
      BROKER_TEST(key_shared_keeps_a_key_together),
      BROKER_TEST(key_waits_until_its_old_holder_has_acknowledged),
      BROKER_TEST(key_shared_does_not_overtake_within_a_key),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
