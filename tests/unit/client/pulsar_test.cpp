// SPDX-License-Identifier: Apache-2.0
//
// Whole clients of a plain Pulsar that the test plays, in virtual time: what they ask for, how long
// they wait, and what becomes of each refusal.
#include <new>

#include "support/client_bench.h"
#include "support/cmocka.h"
#include "uc8/admin.h"
#include "uc8/consumer.h"

using uc8::Error;

namespace {

struct Fixture final : ClientBench, uc8::ConsumerHandler, uc8::StreamAdminHandler {
  uc8::ConsumerStorage<32, 4, 16, 256> storage;
  uc8::ConsumerConfig config;
  uc8::StreamAdminStorage<> admin_storage;
  alignas(uc8::Consumer) unsigned char place[sizeof(uc8::Consumer)];
  alignas(uc8::StreamAdmin) unsigned char admin_place[sizeof(uc8::StreamAdmin)];
  uc8::Consumer* consumer = nullptr;
  uc8::StreamAdmin* admin = nullptr;

  Fixture() {
    account.url = "ws://pulsar.example:8080";
    account.service = uc8::Service::pulsar;
    account.credentials = {uc8::Credentials::Scheme::bearer, "t0ken"};
  }
  void open() {
    config.stream.name = "demo";
    config.subscription = "s";
    config.consumer_name = "a";
    consumer =
        new (place) uc8::Consumer(account, config, storage.view(), transport, runtime, *this);
    assert_true(consumer->open() == Error::ok);
  }
  void administer() {
    admin = new (admin_place)
        uc8::StreamAdmin(account, uc8::Timeouts(), admin_storage.view(), transport, runtime, *this);
  }
  void close() {
    if (consumer != nullptr) consumer->close();
    if (admin != nullptr) admin->close();
  }
  static std::string text_of(uc8::Bytes bytes) {
    return std::string(reinterpret_cast<const char*>(bytes.data), bytes.size);
  }

  void tell(const char* what, uc8::Fault fault, uc8::Bytes words) {
    log += std::string(what) + ":" + uc8::name_of(fault.error) + ":" +
           std::to_string(fault.detail) + ":" + text_of(words) + " ";
  }
  void on_open(uc8::Consumer&) override { log += "open "; }
  uc8::Flow on_message(uc8::Consumer&, const uc8::Message&) override { return uc8::Flow::next; }
  void on_interrupted(uc8::Consumer& of, const uc8::Interruption& why) override {
    tell("again", why.fault, of.last_words());
  }
  void on_failed(uc8::Consumer& of, uc8::Fault fault) override {
    tell("failed", fault, of.last_words());
  }
  void on_stream(uc8::StreamAdmin&, uc8::Bytes name) override { log += text_of(name) + " "; }
  void on_done(uc8::StreamAdmin&, bool found) override { log += found ? "found " : "absent "; }
  void on_interrupted(uc8::StreamAdmin& of, const uc8::Interruption& why) override {
    tell("again", why.fault, of.last_words());
  }
  void on_failed(uc8::StreamAdmin& of, uc8::Fault fault) override {
    tell("failed", fault, of.last_words());
  }
};

Fixture& of(void** state) {
  return *static_cast<Fixture*>(*state);
}

}  // namespace

static void the_upgrade_is_the_first_request_and_carries_the_token(void** state) {
  Fixture& f = of(state);
  f.open();
  std::string head;
  assert_string_equal(f.next_request(&head).c_str(),
                      "GET /ws/v2/consumer/persistent/public/default/demo/s"
                      "?subscriptionType=Failover&consumerName=a&receiverQueueSize=4"
                      "&pullMode=true HTTP/1.1");
  // A Pulsar takes `Bearer ` in no other spelling, and 8080 is not the port of ws://.
  assert_true(head.find("\r\nAuthorization: Bearer t0ken\r\n") != std::string::npos);
  assert_true(head.find("\r\nHost: pulsar.example:8080\r\n") != std::string::npos);
  assert_true(f.transport.host == "pulsar.example" && f.transport.port == 8080);
  f.feed(server_script::accept(head));
  assert_string_equal(f.take_log().c_str(), "open ");
}

static void a_topic_is_made_on_the_connection_that_then_carries_it(void** state) {
  Fixture& f = of(state);
  f.config.create_stream = true;
  f.open();
  assert_string_equal(f.next_request().c_str(),
                      "PUT /admin/v2/persistent/public/default/demo HTTP/1.1");
  f.feed(server_script::http(409, "{\"reason\":\"This topic already exists\"}"));
  std::string head;
  assert_true(f.next_request(&head).find("GET /ws/v2/consumer") == 0);
  f.feed(server_script::accept(head));
  assert_string_equal(f.take_log().c_str(), "open ");
  assert_int_equal(f.transport.opened, 1);
}

/// As the real one sends them, with the release whose words they are.
static void each_refusal_keeps_the_words_of_the_server(void** state) {
  Fixture& f = of(state);
  static constexpr struct {
    int status;
    const char* message;
    const char* told;
  } rows[] = {
      {400, "Invalid query params: Invalid subscriptionType Bad", "failed:rejected:400:"},
      {404, "Failed to create producer/consumer: Topic not found", "failed:not_found:404:"},
      {405, "HTTP method GET is not supported by this URL", "failed:rejected:405:"},
      {409, "Failed to create producer/consumer: Exclusive consumer is already connected",
       "again:conflict:409:"},
      {429, "Failed to create producer/consumer: Too many lookups", "again:server_busy:429:"},
      {500,  // 2.7.0
       "Failed to subscribe: java.util.concurrent.ExecutionException: "
       "org.apache.pulsar.client.api.PulsarClientException$ConsumerBusyException: "
       "Subscription is of different type",
       "again:server_busy:500:"},
      {503,  // 2.8.1
       "Failed to create producer/consumer: org.apache.pulsar.broker.service."
       "BrokerServiceException$TopicTerminatedException: Topic was already terminated",
       "failed:rejected:503:"},
      {503, "Endpoint Creation Failed", "again:server_busy:503:"},
      {504, "Failed to create producer/consumer: Timeout", "again:server_busy:504:"},
      {401, "Authentication required", "again:unauthorized:401:"},
      {403, "Not authorized", "again:unauthorized:403:"},
  };
  for (const auto& row : rows) {
    f.open();
    assert_true(f.next_request().find("GET /ws/v2/consumer") == 0);
    f.feed(server_script::http(row.status,
                               "{\n\"servlet\":\"org.apache.pulsar.websocket."
                               "WebSocketConsumerServlet-40a72ecd\",\n\"message\":\"" +
                                   std::string(row.message) +
                                   "\",\n\"url\":\"/ws/v2/consumer/persistent/public/"
                                   "default/demo/s\",\n\"status\":\"" +
                                   std::to_string(row.status) + "\"\n}\n"));
    assert_string_equal(f.take_log().c_str(), (row.told + std::string(row.message) + " ").c_str());
    f.consumer->close();
    f.pass(2000);
    f.log.clear();
    f.transport.written.clear();
  }
}

static void a_slow_upgrade_is_waited_for_a_minute(void** state) {
  Fixture& f = of(state);
  f.open();
  f.next_request();
  f.pass(59'999);
  assert_string_equal(f.take_log().c_str(), "");
  f.pass(1);
  assert_string_equal(f.take_log().c_str(), "again:timed_out:0: ");
}

static void an_answer_after_fifty_seconds_is_still_taken(void** state) {
  Fixture& f = of(state);
  f.open();
  std::string head;
  f.next_request(&head);
  f.pass(50'200);
  f.feed(server_script::accept(head));
  assert_string_equal(f.take_log().c_str(), "open ");
}

static void name_tcp_and_tls_have_fifteen_seconds(void** state) {
  Fixture& f = of(state);
  f.transport.open_result = Error::would_block;
  f.open();
  f.pass(14'999);
  assert_string_equal(f.take_log().c_str(), "");
  f.pass(1);
  assert_string_equal(f.take_log().c_str(), "again:timed_out:0: ");
}

static void partitions_make_a_topic_exist(void** state) {
  Fixture& f = of(state);
  static constexpr struct {
    const char* list;
    const char* told;
  } rows[] = {
      {"[\"persistent://public/default/demo\"]", "found "},
      {"[\"persistent://public/default/demo-partition-0\"]", "found "},
      {"[\"persistent://public/default/demo-partition\"]", "absent "},
      {"[\"persistent://public/default/xdemo-partition-0\"]", "absent "},
      {"[\"persistent://public/default/demo2\"]", "absent "},
      {"[]", "absent "},
  };
  f.administer();
  for (const auto& row : rows) {
    uc8::StreamName stream;
    stream.name = "demo";
    assert_true(f.admin->exists(stream) == Error::ok);
    assert_string_equal(f.next_request().c_str(),
                        "GET /admin/v2/persistent/public/default HTTP/1.1");
    f.feed(server_script::http(200, row.list));
    assert_string_equal(f.take_log().c_str(), row.told);
  }
}

static void a_refused_list_says_why(void** state) {
  Fixture& f = of(state);
  f.administer();
  assert_true(f.admin->list(uc8::Scope::global) == Error::ok);
  f.next_request();
  f.feed(server_script::http(404, "{\"reason\":\"Namespace does not exist\"}"));
  assert_string_equal(f.take_log().c_str(), "failed:not_found:404:Namespace does not exist ");
}

static void a_refused_deletion_says_why(void** state) {
  Fixture& f = of(state);
  f.administer();
  uc8::StreamName stream;
  stream.name = "demo";
  assert_true(f.admin->remove(stream, false) == Error::ok);
  assert_string_equal(f.next_request().c_str(),
                      "DELETE /admin/v2/persistent/public/default/demo?force=false HTTP/1.1");
  f.feed(server_script::http(412, "{\"reason\":\"Topic has active producers/subscriptions\"}"));
  assert_string_equal(f.take_log().c_str(),
                      "failed:rejected:412:Topic has active producers/subscriptions ");
}

#define UC8_TEST(name) cmocka_unit_test_setup_teardown(name, set_up<Fixture>, tear_down<Fixture>)

int main() {
  const CMUnitTest tests[] = {
      UC8_TEST(the_upgrade_is_the_first_request_and_carries_the_token),
      UC8_TEST(a_topic_is_made_on_the_connection_that_then_carries_it),
      UC8_TEST(each_refusal_keeps_the_words_of_the_server),
      UC8_TEST(a_slow_upgrade_is_waited_for_a_minute),
      UC8_TEST(an_answer_after_fifty_seconds_is_still_taken),
      UC8_TEST(name_tcp_and_tls_have_fifteen_seconds),
      UC8_TEST(partitions_make_a_topic_exist),
      UC8_TEST(a_refused_list_says_why),
      UC8_TEST(a_refused_deletion_says_why),
  };
  return cmocka_run_group_tests_name("pulsar", tests, nullptr, nullptr);
}
