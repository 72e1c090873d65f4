// SPDX-License-Identifier: Apache-2.0
#include "wire/target.h"

#include <string.h>

#include <initializer_list>

#include "support/cmocka.h"
#include "support/texts.h"
#include "support/windows.h"

using namespace uc8;
using namespace uc8::test;

namespace {

/// A place on the GDN, or on a plain Pulsar, whose fabric or namespace is the default.
struct Where {
  Account account;
  Place place;
  explicit Where(const char* name, Service service = Service::gdn) {
    account.service = service;
    place.account = &account;
    place.tenant = service == Service::gdn ? "_mm" : "public";
    place.stream.name = name;
  }
};

struct NameRow {
  const char* name;
  bool is_valid;
};

void stream_names_are_letters_first_and_no_more_than_word_characters(void**) {
  const NameRow kRows[] = {
      {"streamQuickstart", true},
      {"stream_quickstart", true},
      {"a", true},
      {"Z-9_azAZ09", true},
      {"z0", true},
      {"A1", true},
      {"c8globals.s1", true},
      {"c8locals.s1", true},
      {"c8globals", true},
      {nullptr, false},
      {"", false},
      {"1a", false},
      {"_a", false},
      {"-a", false},
      {"123", false},
      {"_#", false},
      {"a%", false},
      {"a b", false},
      {"a/b", false},
      {"a.b", false},
      {"a#", false},
      {"c8globals.", false},
      {"c8locals.1", false},
      {"c8globals.c8locals.a", false},
      {"C8globals.a", false},
      {"xc8globals.a", false},
      {"gr\xc3\xbcn", false},
      {"a@", false},
      {"a[", false},
      {"a`", false},
      {"a{", false},
  };
  for (const NameRow& row : kRows) {
    StreamName stream;
    stream.name = row.name;
    const Error error = check_stream_name(stream, Service::gdn);
    if ((error == Error::ok) != row.is_valid) print_error("%s\n", row.name);
    assert_true(error == (row.is_valid ? Error::ok : Error::invalid_configuration));
  }
  StreamName stream;
  assert_true(check_stream_name(stream, Service::pulsar) == Error::invalid_configuration);
  stream.name = "";
  assert_true(check_stream_name(stream, Service::pulsar) == Error::invalid_configuration);
  stream.name = "1";
  assert_true(check_stream_name(stream, Service::pulsar) == Error::ok);
  stream.name = "1 any/thing";
  assert_true(check_stream_name(stream, Service::pulsar) == Error::ok);
}

void a_stream_name_has_up_to_230_characters_besides_its_prefix(void**) {
  static char name[300];
  for (const char* prefix : {"", "c8globals.", "c8locals."}) {
    for (const size_t size : {229u, 230u, 231u}) {
      strcpy(name, prefix);
      memset(name + strlen(prefix), 'a', size);
      name[strlen(prefix) + size] = '\0';
      StreamName stream;
      stream.name = name;
      assert_int_equal(check_stream_name(stream, Service::gdn) == Error::ok, size <= 230);
    }
  }
}

void topics_carry_their_scope(void**) {
  struct {
    const char* name;
    Scope scope;
    Service service;
    const char* topic;
  } const kRows[] = {
      {"s", Scope::global, Service::gdn, "c8globals.s"},
      {"s", Scope::local, Service::gdn, "c8locals.s"},
      {"c8globals.s", Scope::local, Service::gdn, "c8globals.s"},
      {"c8locals.s", Scope::global, Service::gdn, "c8locals.s"},
      {"a b", Scope::global, Service::pulsar, "a b"},
  };
  for (const auto& row : kRows) {
    StreamName stream;
    stream.name = row.name;
    stream.scope = row.scope;
    assert_true(every_window_shows(
        row.topic, [&](WindowWriter& to) { write_topic(to, stream, row.service); }));
  }
}

void rest_targets_of_the_gdn(void**) {
  Where where("streamQuickstart");
  assert_true(every_window_shows("POST /_fabric/_system/_api/streams/streamQuickstart?global=true",
                                 [&](WindowWriter& to) { write_create_line(to, where.place); }));
  assert_true(
      every_window_shows("/_fabric/_system/_api/streams/c8globals.streamQuickstart?force=true",
                         [&](WindowWriter& to) { write_delete_target(to, where.place, true); }));
  assert_true(
      every_window_shows("/_fabric/_system/_api/streams/c8globals.streamQuickstart?force=false",
                         [&](WindowWriter& to) { write_delete_target(to, where.place, false); }));
  where.account.fabric = "my fabric";
  where.place.stream.scope = Scope::local;
  assert_true(
      every_window_shows("POST /_fabric/my%20fabric/_api/streams/streamQuickstart?global=false",
                         [&](WindowWriter& to) { write_create_line(to, where.place); }));
  where.place.stream = {nullptr, Scope::global};
  assert_true(every_window_shows("/_fabric/my%20fabric/_api/streams?global=true",
                                 [&](WindowWriter& to) { write_list_target(to, where.place); }));
  where.place.stream.scope = Scope::local;
  assert_true(every_window_shows("/_fabric/my%20fabric/_api/streams?global=false",
                                 [&](WindowWriter& to) { write_list_target(to, where.place); }));
  assert_string_equal(kOtpTarget, "/apid/otp");
}

void a_full_name_is_created_by_its_bare_name_and_scope(void**) {
  Where where("c8locals.s");
  assert_true(every_window_shows("POST /_fabric/_system/_api/streams/s?global=false",
                                 [&](WindowWriter& to) { write_create_line(to, where.place); }));
  assert_true(
      every_window_shows("/_fabric/_system/_api/streams/c8locals.s?force=true",
                         [&](WindowWriter& to) { write_delete_target(to, where.place, true); }));
}

void rest_targets_of_a_plain_pulsar(void**) {
  Where where("a b/c", Service::pulsar);
  assert_true(every_window_shows("PUT /admin/v2/persistent/public/default/a%20b%2Fc",
                                 [&](WindowWriter& to) { write_create_line(to, where.place); }));
  assert_true(
      every_window_shows("/admin/v2/persistent/public/default/a%20b%2Fc?force=true",
                         [&](WindowWriter& to) { write_delete_target(to, where.place, true); }));
  where.account.fabric = "ns";
  assert_true(every_window_shows("/admin/v2/persistent/public/ns",
                                 [&](WindowWriter& to) { write_list_target(to, where.place); }));
}

void producers_of_the_gdn(void**) {
  Where where("streamQuickstart");
  ProducerQuery query;
  assert_true(every_window_shows(
      "/_ws/ws/v2/producer/persistent/_mm/c8global._system/c8globals.streamQuickstart",
      [&](WindowWriter& to) { write_producer_target(to, where.place, query, {}); }));
  assert_true(every_window_shows(
      "/_ws/ws/v2/producer/persistent/_mm/c8global._system/c8globals.streamQuickstart"
      "?otp=a%2Fb%2Bc%3D",
      [&](WindowWriter& to) {
        write_producer_target(to, where.place, query, bytes_of("a/b+c="));
      }));
  query.producer_name = "p 1";
  query.numbered = true;
  where.place.tenant = "acme_example.com";
  where.place.stream.scope = Scope::local;
  assert_true(every_window_shows(
      "/_ws/ws/v2/producer/persistent/acme_example.com/c8local._system/c8locals.streamQuickstart"
      "?otp=x&producerName=p%201&initialSequenceId=-1",
      [&](WindowWriter& to) { write_producer_target(to, where.place, query, bytes_of("x")); }));
  query.initial_sequence_id = 17;
  assert_true(every_window_shows(
      "/_ws/ws/v2/producer/persistent/acme_example.com/c8local._system/c8locals.streamQuickstart"
      "?producerName=p%201&initialSequenceId=17",
      [&](WindowWriter& to) { write_producer_target(to, where.place, query, {}); }));
}

void consumers_of_the_gdn(void**) {
  Where where("c8locals.s");
  where.account.fabric = "f";
  ConsumerQuery query;
  query.subscription = "a b/c";
  query.receiver_queue_size = 16;
  assert_true(every_window_shows(
      "/_ws/ws/v2/consumer/persistent/_mm/c8local.f/c8locals.s/a%20b%2Fc"
      "?otp=x&subscriptionType=Failover&receiverQueueSize=16&pullMode=true",
      [&](WindowWriter& to) { write_consumer_target(to, where.place, query, bytes_of("x")); }));
  query.pull = false;
  query.consumer_name = "c&1";
  assert_true(every_window_shows(
      "/_ws/ws/v2/consumer/persistent/_mm/c8local.f/c8locals.s/a%20b%2Fc"
      "?subscriptionType=Failover&consumerName=c%261&receiverQueueSize=16",
      [&](WindowWriter& to) { write_consumer_target(to, where.place, query, {}); }));
}

void sockets_of_a_plain_pulsar(void**) {
  Where where("a+b", Service::pulsar);
  ConsumerQuery query;
  query.subscription = "sub";
  query.receiver_queue_size = 1000;
  assert_true(every_window_shows(
      "/ws/v2/consumer/persistent/public/default/a%2Bb/sub"
      "?subscriptionType=Failover&receiverQueueSize=1000&pullMode=true",
      [&](WindowWriter& to) { write_consumer_target(to, where.place, query, {}); }));
  where.account.fabric = "ns";
  assert_true(every_window_shows(
      "/ws/v2/producer/persistent/public/ns/a%2Bb",
      [&](WindowWriter& to) { write_producer_target(to, where.place, ProducerQuery(), {}); }));
}

void subscription_types_are_spelt_as_the_server_wants(void**) {
  struct {
    SubscriptionType type;
    const char* text;
  } const kRows[] = {
      {SubscriptionType::exclusive,
       "/ws/v2/consumer/persistent/public/default/t/s"
       "?subscriptionType=Exclusive&receiverQueueSize=1"},
      {SubscriptionType::shared,
       "/ws/v2/consumer/persistent/public/default/t/s"
       "?subscriptionType=Shared&receiverQueueSize=1"},
      {SubscriptionType::failover,
       "/ws/v2/consumer/persistent/public/default/t/s"
       "?subscriptionType=Failover&receiverQueueSize=1"},
      {SubscriptionType::key_shared,
       "/ws/v2/consumer/persistent/public/default/t/s"
       "?subscriptionType=Key_Shared&receiverQueueSize=1"},
  };
  for (const auto& row : kRows) {
    const Where where("t", Service::pulsar);
    ConsumerQuery query;
    query.subscription = "s";
    query.type = row.type;
    query.pull = false;
    assert_true(every_window_shows(
        row.text, [&](WindowWriter& to) { write_consumer_target(to, where.place, query, {}); }));
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(stream_names_are_letters_first_and_no_more_than_word_characters),
      cmocka_unit_test(a_stream_name_has_up_to_230_characters_besides_its_prefix),
      cmocka_unit_test(topics_carry_their_scope),
      cmocka_unit_test(rest_targets_of_the_gdn),
      cmocka_unit_test(a_full_name_is_created_by_its_bare_name_and_scope),
      cmocka_unit_test(rest_targets_of_a_plain_pulsar),
      cmocka_unit_test(producers_of_the_gdn),
      cmocka_unit_test(consumers_of_the_gdn),
      cmocka_unit_test(sockets_of_a_plain_pulsar),
      cmocka_unit_test(subscription_types_are_spelt_as_the_server_wants),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
