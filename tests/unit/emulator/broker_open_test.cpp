// SPDX-License-Identifier: Apache-2.0
// Upgrades that are refused: status and text.
#include "broker_rig.h"

namespace uc8::emulator {
namespace {

struct Row {
  PeerKind kind;
  const char* query;
  int status;  // 101: it is not refused
  const char* message;
};

constexpr PeerKind kC = PeerKind::consumer;
constexpr PeerKind kP = PeerKind::producer;
constexpr PeerKind kR = PeerKind::reader;

void check(const Row& row) {
  Client& client = rig->open(row.kind, "demo", row.kind == kC ? "t" : nullptr, row.query);
  if (row.status == 101) {
    if (client.peer == nullptr) fail_msg("%s: %s", row.query, client.refusal.message.c_str());
    return rig->leave(client);
  }
  if (client.peer != nullptr) fail_msg("%s: was not refused", row.query);
  EXPECT_REFUSED(client, row.status, row.message);
}

void parameters_are_checked_in_pulsars_words(void**) {
  static const Row kTable[] = {
      {kC, "subscriptionType=failover", 400,
       "Invalid query params: Invalid subscriptionType failover"},
      {kC, "subscriptionMode=durable", 400,
       "Invalid query params: Invalid subscriptionMode durable"},
      {kC, "receiverQueueSize=x", 400, "Invalid query params: For input string: \"x\""},
      {kC, "receiverQueueSize=", 400, "Invalid query params: For input string: \"\""},
      {kC, "receiverQueueSize=99999999999", 400,
       "Invalid query params: For input string: \"99999999999\""},
      {kC, "receiverQueueSize=-1", 400, "Invalid query params: receiverQueueSize needs to be >= 0"},
      {kC, "receiverQueueSize=+5&receiverQueueSize=x", 101, ""},
      {kC, "ackTimeoutMillis=500", 400,
       "Invalid query params: Ack timeout should be greater than 1000 ms"},
      {kC, "ackTimeoutMillis=0", 101, ""},
      {kC, "priorityLevel=-1", 400, "Invalid query params: priorityLevel needs to be >= 0"},
      {kC, "negativeAckRedeliveryDelay=-1", 400,
       "Invalid query params: redeliveryDelay needs to be >= 0"},
      {kC, "consumerName= ", 400, "Invalid query params: consumerName cannot be blank"},
      {kC, "maxRedeliverCount=x", 400, "Invalid query params: For input string: \"x\""},
      {kC, "pullMode=maybe&otp=x&cryptoFailureAction=BAD", 101, ""},
      {kP, "initialSequenceId=x", 400, "Invalid query params: For input string: \"x\""},
      {kP, "initialSequenceId=-9223372036854775808", 101, ""},
      {kP, "initialSequenceId=9223372036854775808", 400,
       "Invalid query params: For input string: \"9223372036854775808\""},
      {kP, "maxPendingMessages=0", 101, ""},
      {kP, "maxPendingMessages=-1", 400,
       "Invalid query params: maxPendingMessages needs to be >= 0"},
      {kP, "compressionType=lz4", 400, "Invalid query params: Invalid compressionType lz4"},
      {kP, "messageRoutingMode=Any", 400, "Invalid query params: Invalid messageRoutingMode Any"},
      {kP, "sendTimeoutMillis=-1", 400, "Invalid query params: sendTimeout needs to be >= 0"},
      {kP, "hashingScheme=Murmur", 400,
       "Invalid query params: No enum constant org.apache.pulsar.client.api.HashingScheme.Murmur"},
      {kP,
       "sendTimeoutMillis=30000&maxPendingMessages=1000&batchingEnabled=False&batchingMaxMessages="
       "1000&"
       "batchingMaxPublishDelay=10&messageRoutingMode=RoundRobinPartition",
       101, ""},
      {kR, "messageId=!!", 500, "Failed to create reader: Illegal base64 character 21"},
      {kR, "receiverQueueSize=x", 500, "java.lang.NumberFormatException: For input string: \"x\""},
      {kR, "messageId=CAkQCTAA", 101, ""},
  };
  for (const Row& row : kTable) check(row);
}

void parameters_of_27(void**) {
  static BrokerOptions options;
  options.commands = CommandSet::ws27;
  remake(options);
  static const Row kTable[] = {
      {kP, "initialSequenceId=0", 400,
       "Invalid query params: For input string: \"initialSequenceId\""},
      {kP, "maxPendingMessages=0", 400, "Invalid query params: maxPendingMessages needs to be > 0"},
      {kC, "negativeAckRedeliveryDelay=x", 101, ""},
  };
  for (const Row& row : kTable) check(row);
}

void conflicts_are_409(void**) {
  rig->consume("");
  EXPECT_REFUSED(rig->consume(""), 409,
                 "Failed to create producer/consumer: Exclusive consumer is already connected");
  EXPECT_REFUSED(rig->consume("subscriptionType=Failover"), 409,
                 "Failed to create producer/consumer: Subscription is of different type");
  Client& p = rig->produce("producerName=x");
  EXPECT_REFUSED(
      rig->produce("producerName=x"), 409,
      "Failed to create producer/consumer: org.apache.pulsar.broker.service.BrokerServiceException$"
      "NamingException: Producer with name 'x' is already connected to topic");
  rig->leave(p);
  assert_non_null(rig->produce("producerName=x").peer);
}

void conflicts_of_27(void**) {
  static BrokerOptions options;
  options.commands = CommandSet::ws27;
  options.slow_refusals = true;
  remake(options);
  rig->consume("");
  EXPECT_REFUSED(rig->consume(""), 409,
                 "Failed to subscribe: Exclusive consumer is already connected");
  rig->produce("producerName=x");
  EXPECT_REFUSED(rig->produce("producerName=x"), 409,
                 "Failed to create producer: Producer with name 'x' is already connected to topic");
  Client& other = rig->consume("subscriptionType=Shared");
  assert_int_equal(other.refusal.status, 500);
  assert_int_equal(other.refusal.after_ms, 48700);
  EXPECT_REFUSED(rig->open(kC, "none", "s", ""), 404, "Failed to subscribe: Topic does not exist");
}

void type_may_change_while_nobody_is_connected(void**) {
  Client& a = rig->consume("");
  rig->publish("m1");
  EXPECT(a, "m1");
  rig->leave(a);
  Client& b = rig->consume("subscriptionType=Shared");
  EXPECT(b, "m1");
}

void missing_topic_is_404_or_made(void**) {
  EXPECT_REFUSED(rig->open(kC, "none", "s", ""), 404,
                 "Failed to create producer/consumer: Topic "
                 "persistent://_mm/c8global._system/c8globals.none does not exist");
  EXPECT_REFUSED(rig->open(kP, "none", nullptr, ""), 404,
                 "Failed to create producer/consumer: Topic Not Found.");
  EXPECT_REFUSED(rig->open(kR, "none", nullptr, ""), 404,
                 "Failed to create reader: Topic persistent://_mm/c8global._system/c8globals.none "
                 "does not exist");
  rig->broker->set_auto_create(true);
  assert_non_null(rig->open(kC, "none", "s", "").peer);
  assert_true(rig->broker->exists(rig->key("none")));
}

void terminated_topic_refuses_producers(void**) {
  rig->broker->terminate(rig->key("demo"));
  EXPECT_REFUSED(
      rig->produce(), 503,
      "Failed to create producer/consumer: org.apache.pulsar.broker.service.BrokerServiceException$"
      "TopicTerminatedException: Topic was already terminated");
}

struct Path {
  PeerKind kind;
  const char* path;
  int status;
  const char* message;
};

void paths_are_checked(void**) {
  static const Path kTable[] = {
      {kC, "persistent/_mm/c8global._system/c8globals.demo", 400,
       "Invalid query params: Invalid topic name format"},
      {kC, "persistent/_mm/c8global._system/c8globals.demo/a/b", 400,
       "Invalid query params: Invalid topic name format"},
      {kC, "persistent/_mm/c8global._system/c8globals.demo/", 400,
       "Invalid query params: Empty subscription name"},
      {kP, "persistent/_mm", 500, "java.lang.IllegalArgumentException: Invalid topic name format"},
      {kP, "eternal/_mm/c8global._system/c8globals.demo", 500,
       "java.lang.IllegalArgumentException: Invalid topic name format"},
      {kC, "persistent/_mm/nowhere/t/s", 500,
       "Failed to create producer/consumer: Policies not found for _mm/nowhere namespace"},
      {kR, "persistent/_mm/nowhere/t", 500,
       "Failed to create reader: Policies not found for _mm/nowhere namespace"},
      {kP, "persistent/_mm/c8global._system//a//b", 404,
       "Failed to create producer/consumer: Topic Not Found."},
  };
  for (const Path& row : kTable) {
    static OpenRequest request;
    request = {row.kind, {""}, {}};
    for (const char* c = row.path; *c != '\0'; ++c) {
      if (*c == '/') {
        request.segments.emplace_back();
      } else {
        request.segments.back() += *c;
      }
    }
    Client& client = rig->consume("", row.path);  // for its sink
    client.peer = nullptr;
    client.refusal = rig->broker->open(request, client).refusal;
    EXPECT_REFUSED(client, row.status, row.message);
    assert_int_equal(rig->broker->check(request).has_value(), row.status != 404);
  }
}

}  // namespace
}  // namespace uc8::emulator

int main() {
  using namespace uc8::emulator;
  const CMUnitTest tests[] = {
      BROKER_TEST(parameters_are_checked_in_pulsars_words),
      BROKER_TEST(parameters_of_27),
      BROKER_TEST(conflicts_are_409),
      BROKER_TEST(conflicts_of_27),
      BROKER_TEST(type_may_change_while_nobody_is_connected),
      BROKER_TEST(missing_topic_is_404_or_made),
      BROKER_TEST(terminated_topic_refuses_producers),
      BROKER_TEST(paths_are_checked),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
