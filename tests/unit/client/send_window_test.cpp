// SPDX-License-Identifier: Apache-2.0
#include "client/send_window.h"

#include <string.h>

#include "support/cmocka.h"

using uc8::Error;
using uc8::SendWindow;

namespace {

struct Bench {
  uc8::ProducerStorage<16, 3, 8> storage;
  SendWindow window{storage.view()};
};

uc8::OutgoingMessage message_of(const char* payload, const char* key = nullptr) {
  uc8::OutgoingMessage message;
  message.payload = uc8::bytes_of(payload);
  message.key = uc8::bytes_of(key);
  return message;
}

}  // namespace

static void the_storage_holds_the_promised_number_of_largest_messages(void**) {
  Bench bench;
  for (int round = 0; round < 50; ++round) {  // The ring's begin moves with every round.
    for (int i = 0; i < 3; ++i) {
      assert_true(bench.window.push(message_of("0123456789abcdef", "12345678"), 9, 0) == Error::ok);
    }
    assert_true(bench.window.push(message_of("x"), 9, 0) == Error::window_full);
    for (int i = 0; i < (round % 3) + 1; ++i) bench.window.pop();
    while (bench.window.size() > 0) bench.window.pop();
    assert_true(bench.window.push(message_of("a"), 9, 0) == Error::ok);
    bench.window.pop();
  }
}

static void what_does_not_fit_is_refused_by_name(void**) {
  Bench bench;
  assert_true(bench.window.push(message_of("0123456789abcdefg"), 9, 0) == Error::payload_too_large);
  assert_true(bench.window.push(message_of("", "123456789"), 9, 0) == Error::metadata_too_large);
  assert_true(bench.window.push(message_of("", "\xff"), 9, 0) == Error::invalid_configuration);
  uc8::OutgoingMessage message = message_of("x");
  const uc8::Property nameless = {nullptr, "v"};
  message.properties = &nameless;
  message.property_count = 1;
  assert_true(bench.window.push(message, 9, 0) == Error::invalid_configuration);
  assert_int_equal(bench.window.size(), 0);
}

static void a_message_is_found_again_as_it_was_given(void**) {
  Bench bench;
  const uc8::Property property = {"a", "b"};
  for (int round = 0; round < 20; ++round) {
    uc8::OutgoingMessage message = message_of("payload", "key");
    message.properties = &property;
    message.property_count = 1;
    assert_true(bench.window.push(message_of("skip"), 9, 0) == Error::ok);
    assert_true(bench.window.push(message, 9, 5) == Error::ok);
    uint8_t text[256];
    uc8::WindowWriter writer({text, sizeof text}, 0);
    uc8::write_publish(writer, bench.window.ring(), bench.window.stored_message(1));
    static const char expected[] =
        "{\"payload\":\"cGF5bG9hZA==\",\"properties\":{\"a\":\"b\"},\"context\":\"9\","
        "\"key\":\"key\"}";
    assert_int_equal(writer.written(), sizeof expected - 1);
    assert_memory_equal(text, expected, sizeof expected - 1);
    bench.window.pop();
    bench.window.pop();
  }
}

static void a_parked_id_comes_back(void**) {
  Bench bench;
  assert_true(bench.window.push(message_of(""), 9, 0) == Error::ok);
  uc8::MessageId id;
  id.size = 12;
  memcpy(id.text, "CAwQ2QIwAA==", 12);
  bench.window.park_id(0, id);
  uc8::MessageId again;
  bench.window.read_id(0, again);
  assert_true(again == id);
}

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(the_storage_holds_the_promised_number_of_largest_messages),
      cmocka_unit_test(what_does_not_fit_is_refused_by_name),
      cmocka_unit_test(a_message_is_found_again_as_it_was_given),
      cmocka_unit_test(a_parked_id_comes_back),
  };
  return cmocka_run_group_tests_name("send_window", tests, nullptr, nullptr);
}
