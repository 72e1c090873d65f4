// SPDX-License-Identifier: Apache-2.0
// What is said to a Pulsar and what it says: addresses, escapes, stats.
#include "pulsar/topic_stats.h"

#include "http/http_client.h"
#include "http/target.h"
#include "unit/emulator_front/expect.h"

using namespace uc8::gateway;

namespace {

void an_origin_is_scheme_host_and_port() {
  struct Row {
    const char* text;
    const char* host;  // null: none
    int port;
  };
  const Row rows[] = {
      {"ws://localhost:8080", "localhost", 8080},
      {"ws://127.0.0.1:1/", "127.0.0.1", 1},
      {"ws://[::1]:65535", "::1", 65535},
      {"ws://pulsar", "pulsar", 80},
      {"wss://a:1", nullptr, 0},
      {"ws://", nullptr, 0},
      {"ws://a:", nullptr, 0},
      {"ws://a:0", nullptr, 0},
      {"ws://a:65536", nullptr, 0},
      {"ws://a:1/b", nullptr, 0},
      {"ws://[::1", nullptr, 0},
      {"ws://u@a:1", nullptr, 0},
      {"a:1", nullptr, 0},
  };
  for (const Row& row : rows) {
    Origin origin;
    EXPECT_EQUAL(parse_origin(row.text, "ws", &origin), row.host != nullptr);
    if (row.host == nullptr) continue;
    EXPECT_TEXT(origin.host, row.host);
    EXPECT_EQUAL(origin.port, row.port);
  }
  EXPECT_TEXT((Origin{"::1", 80}.authority()), "[::1]:80");
}

void what_is_escaped_reads_the_same_again() {
  EXPECT_TEXT(percent_encode("_mm-1.~"), "_mm-1.~");
  EXPECT_TEXT(percent_encode("a b/+%\xc3\xa9"), "a%20b%2F%2B%25%C3%A9");
  EXPECT_TEXT(percent_decode(percent_encode("a b/+%\xc3\xa9")).value_or("?"), "a b/+%\xc3\xa9");
}

void stats_name_who_is_active_and_what_waits() {
  const char* const text =
      "{\"msgInCounter\":7,\"storageSize\":99,\"publishers\":[{\"producerName\":\"p\"}],"
      "\"subscriptions\":{\"s\":{\"msgBacklog\":3,\"unackedMessages\":2,\"type\":\"Failover\","
      "\"activeConsumerName\":\"b\",\"isDurable\":true,\"consumers\":[{\"consumerName\":\"a\","
      "\"unackedMessages\":0},{\"consumerName\":\"b\",\"unackedMessages\":2}]},"
      "\"reader-0123456789\":{\"type\":\"Exclusive\",\"isDurable\":false}}}";
  uc8::emulator::TopicState topic;
  read_stats(uc8::emulator::parse_json(text).value, &topic);
  EXPECT_EQUAL(topic.messages_in, 7);
  EXPECT_EQUAL(topic.producers.size(), 1);
  EXPECT_EQUAL(topic.subscriptions.size(), 2);
  if (topic.subscriptions.size() != 2) return;
  const auto& subscription = topic.subscriptions[0];
  EXPECT_EQUAL(subscription.backlog, 3);
  EXPECT_EQUAL(subscription.consumers.size(), 2);
  EXPECT(!subscription.consumers[0].active && subscription.consumers[1].active);
  EXPECT(!subscription.reader && topic.subscriptions[1].reader && !topic.subscriptions[1].durable);
}

void what_is_stored_is_counted_by_ledger() {
  uc8::emulator::TopicState topic;
  const char* const text =
      "{\"numberOfEntries\":5,\"state\":\"Terminated\","
      "\"ledgers\":[{\"ledgerId\":12,\"entries\":5,\"size\":60}]}";
  read_internal_stats(uc8::emulator::parse_json(text).value, &topic);
  EXPECT_EQUAL(topic.messages, 5);
  EXPECT(topic.terminated);
  EXPECT_EQUAL(topic.ledgers.size(), 1);
  // Anything may come over the wire.
  read_internal_stats(uc8::emulator::parse_json("[]").value, &topic);
  read_stats(uc8::emulator::parse_json("null").value, &topic);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(an_origin_is_scheme_host_and_port),
      CHECKED_TEST(what_is_escaped_reads_the_same_again),
      CHECKED_TEST(stats_name_who_is_active_and_what_waits),
      CHECKED_TEST(what_is_stored_is_counted_by_ledger),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
