// SPDX-License-Identifier: Apache-2.0
#include "wire/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"
#include "support/windows.h"

using namespace uc8;
using namespace uc8::test;

// Instead of the library's own, which traps.
extern "C" void uc8_panic(const char* what) {
  mock_assert(0, what, __FILE__, __LINE__);
  abort();
}

namespace {

GuardPage page;

Result<Message> read(MutableBytes document) {
  Message message;
  const Error error = read_delivery(document, message);
  return error == Error::ok ? Result<Message>(message) : error;
}

Result<MessageId> read_id(MutableBytes beginning) {
  MessageId id;
  const Error error = read_truncated_delivery_id(beginning, id);
  return error == Error::ok ? Result<MessageId>(id) : error;
}

Bytes text_of(const MessageId& id) {
  return {reinterpret_cast<const uint8_t*>(id.text), id.size};
}

const char kFull[] =
    "{\"messageId\":\"CAwQ2QIwAA==\",\"payload\":\"SGVsbG8=\",\"properties\":{\"k\":\"v\\u0021\"},"
    "\"publishTime\":\"2018-11-26T14:22:59.84+01:00\",\"redeliveryCount\":3,"
    "\"eventTime\":\"2026-01-02T03:04:05.678Z\",\"encryptionContext\":{\"keys\":{}},"
    "\"key\":\"dev\\\"1\"}";

void a_delivery_with_every_member_is_read(void**) {
  const Result<Message> message = read(page.place(bytes_of(kFull)));
  assert_true(message.ok());
  assert_true(is_text(text_of(message.value().id), "CAwQ2QIwAA=="));
  assert_true(is_text(message.value().payload, "Hello"));
  assert_true(is_text(message.value().properties, "{\"k\":\"v\\u0021\"}"));
  assert_true(is_text(message.value().publish_time, "2018-11-26T14:22:59.84+01:00"));
  assert_true(is_text(message.value().event_time, "2026-01-02T03:04:05.678Z"));
  assert_true(is_text(message.value().key, "dev\"1"));
  assert_int_equal(message.value().redelivery_count, 3);
}

void a_delivery_of_the_least_members_is_read(void**) {
  const Result<Message> message =
      read(page.place(bytes_of("{\"payload\":\"\",\"messageId\":\"CAAQAw==\",\"key\":null}")));
  assert_true(message.ok());
  assert_true(is_text(text_of(message.value().id), "CAAQAw=="));
  assert_int_equal(message.value().payload.size, 0);
  assert_int_equal(message.value().key.size, 0);
  assert_int_equal(message.value().properties.size, 0);
  assert_int_equal(message.value().event_time.size, 0);
  assert_int_equal(message.value().redelivery_count, 0);
}

void escaped_slashes_in_id_and_payload_are_undone_first(void**) {
  const Result<Message> message = read(page.place(
      bytes_of("{\"messageId\":\"CP\\/\\u002f\",\"payload\":\"\\/\\/8=\",\"properties\":{}}")));
  assert_true(message.ok());
  assert_true(is_text(text_of(message.value().id), "CP//"));
  assert_true(is_text(message.value().payload, "\xff\xff"));
}

void a_text_without_id_and_payload_is_to_be_ignored(void**) {
  const char* const kRows[] = {"{}", "{\"endOfTopic\":false}", "{\"messageId\":null}"};
  for (const char* document : kRows) {
    const Result<Message> message = read(page.place(bytes_of(document)));
    assert_true(message.ok());
    assert_int_equal(message.value().id.size, 0);
    assert_int_equal(message.value().payload.size, 0);
  }
}

void a_member_of_the_wrong_kind_is_a_violation(void**) {
  const char* const kRows[] = {
      "{\"payload\":\"\"}",
      "{\"messageId\":null,\"payload\":\"QQ==\"}",
      "{\"messageId\":1,\"payload\":\"\"}",
      "{\"messageId\":\"\",\"payload\":\"\"}",
      "{\"messageId\":\"a\"}",
      "{\"messageId\":\"a\",\"payload\":null}",
      "{\"messageId\":\"a\",\"payload\":\"*\"}",
      "{\"messageId\":\"a\",\"payload\":\"QQ=\"}",
      "{\"messageId\":\"a\",\"payload\":\"QR==\"}",
      "{\"messageId\":\"a\",\"payload\":\"Q\\nQ==\"}",
      "{\"messageId\":\"a\",\"payload\":7}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"properties\":[]}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"properties\":\"\"}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"redeliveryCount\":-1}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"redeliveryCount\":1.5}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"redeliveryCount\":4294967296}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"redeliveryCount\":\"1\"}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"key\":5}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"key\":\"\\ud800\"}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"publishTime\":5}",
      "{\"messageId\":\"a\",\"payload\":\"\",\"eventTime\":{}}",
      "[]",
      "",
  };
  for (const char* document : kRows) {
    const Result<Message> message = read(page.place(bytes_of(document)));
    if (message.ok()) print_error("accepted: %s\n", document);
    assert_true(message.error() == Error::protocol_violation);
  }
}

void every_beginning_of_a_delivery_is_a_violation(void**) {
  for (size_t size = 0; size + 1 < sizeof kFull; ++size) {
    const Bytes beginning = {reinterpret_cast<const uint8_t*>(kFull), size};
    assert_true(read(page.place(beginning)).error() == Error::protocol_violation);
  }
}

void one_changed_byte_never_leads_outside(void**) {
  for (size_t at = 0; at + 1 < sizeof kFull; ++at) {
    for (unsigned c = 0; c < 256; ++c) {
      uint8_t document[sizeof kFull - 1];
      memcpy(document, kFull, sizeof document);
      document[at] = static_cast<uint8_t>(c);
      const MutableBytes placed = page.place({document, sizeof document});
      const Result<Message> message = read(placed);
      if (!message.ok() || message.value().payload.size == 0) continue;
      assert_true(message.value().payload.data >= placed.data);
      assert_true(message.value().payload.data + message.value().payload.size <=
                  placed.data + placed.size);
    }
  }
}

void more_properties_than_can_be_read_are_too_large(void**) {
  static char document[2048];
  strcpy(document, "{\"messageId\":\"a\",\"payload\":\"\",\"properties\":{\"p\":\"\"");
  for (unsigned i = 0; i < 40; ++i) strcat(document, ",\"p\":\"\"");
  strcat(document, "}}");
  assert_true(read(page.place(bytes_of(document))).error() == Error::payload_too_large);
}

const char kIds[] =
    "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"
    "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz";

/// A delivery whose id is so long.
Bytes delivery_of_id(size_t size) {
  static char document[256];
  strcpy(document, "{\"messageId\":\"");
  strncat(document, kIds, size);
  strcat(document, "\",\"payload\":\"\"}");
  return bytes_of(document);
}

void an_id_of_up_to_127_bytes_is_kept_whole(void**) {
  for (size_t size = 1; size <= 130; ++size) {
    const Result<Message> message = read(page.place(delivery_of_id(size)));
    const Result<MessageId> id = read_id(page.place(delivery_of_id(size)));
    assert_int_equal(message.ok(), size <= 127);
    assert_int_equal(id.ok(), size <= 127);
    if (size > 127) continue;
    assert_true(is_text(text_of(id.value()), {reinterpret_cast<const uint8_t*>(kIds), size}));
    assert_true(id.value() == message.value().id);
  }
}

void the_id_is_read_from_any_beginning_that_is_longer(void**) {
  for (size_t size = 0; size + 1 < sizeof kFull; ++size) {
    const Bytes beginning = {reinterpret_cast<const uint8_t*>(kFull), size};
    const Result<MessageId> id = read_id(page.place(beginning));
    assert_int_equal(id.ok(), size >= sizeof "{\"messageId\":\"CAwQ2QIwAA==\"");
    if (id.ok()) assert_true(is_text(text_of(id.value()), "CAwQ2QIwAA=="));
  }
  const char* const kAlso[] = {" \t{\r\n\"messageId\" : \"C\\/\" ,",
                               "{\"messageId\":\"C\\u002f\"\""};
  for (const char* beginning : kAlso) {
    const Result<MessageId> id = read_id(page.place(bytes_of(beginning)));
    assert_true(id.ok());
    assert_true(is_text(text_of(id.value()), "C/"));
  }
}

void a_beginning_without_an_id_at_its_front_is_a_violation(void**) {
  const char* const kRows[] = {
      "",
      "{",
      "[\"messageId\":\"a\",",
      "{\"payload\":\"\",\"messageId\":\"a\",",
      "{\"a\":1,\"messageId\":\"a\",",
      "{\"messageId\":\"\",",
      "{\"messageId\":1,\"a\":\"b\",",
      "{\"messageId\":null,\"a\":\"b\",",
      "{\"messageId\":\"a\n\",",
      "{\"messageId\":\"a\\q\",",
      "{\"messageId\":\"a\\\",",
      "{\"messageId\" \"a\",",
      "{messageId:\"a\",",
      "{\"messageIds\":\"a\",",
      "\"messageId\":\"a\",",
  };
  for (const char* beginning : kRows) {
    assert_true(read_id(page.place(bytes_of(beginning))).error() == Error::protocol_violation);
  }
}

void commands_are_written_as_the_server_reads_them(void**) {
  static MessageId id;
  id.size = 12;
  memcpy(id.text, "CAwQ2QIwAA==", id.size);
  assert_true(every_window_shows("{\"messageId\":\"CAwQ2QIwAA==\"}",
                                 [](WindowWriter& to) { write_acknowledgement(to, id); }));
  assert_true(
      every_window_shows("{\"type\":\"negativeAcknowledge\",\"messageId\":\"CAwQ2QIwAA==\"}",
                         [](WindowWriter& to) { write_acknowledgement(to, id, true); }));
  assert_true(every_window_shows("{\"type\":\"permit\",\"permitMessages\":100}",
                                 [](WindowWriter& to) { write_permit(to, 100); }));
  assert_true(every_window_shows("{\"type\":\"permit\",\"permitMessages\":1}",
                                 [](WindowWriter& to) { write_permit(to, 1); }));
}

void an_id_cannot_break_out_of_its_acknowledgement(void**) {
  static MessageId id;
  id.size = 4;
  memcpy(id.text, "\"}\\\n", id.size);
  assert_true(every_window_shows("{\"messageId\":\"\\\"}\\\\\\u000A\"}",
                                 [](WindowWriter& to) { write_acknowledgement(to, id); }));
}

void a_permit_for_nothing_is_never_written(void**) {
  static WindowWriter to({}, 0);
  expect_assert_failure(write_permit(to, 0));
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_delivery_with_every_member_is_read),
      cmocka_unit_test(a_delivery_of_the_least_members_is_read),
      cmocka_unit_test(escaped_slashes_in_id_and_payload_are_undone_first),
      cmocka_unit_test(a_text_without_id_and_payload_is_to_be_ignored),
      cmocka_unit_test(a_member_of_the_wrong_kind_is_a_violation),
      cmocka_unit_test(every_beginning_of_a_delivery_is_a_violation),
      cmocka_unit_test(one_changed_byte_never_leads_outside),
      cmocka_unit_test(more_properties_than_can_be_read_are_too_large),
      cmocka_unit_test(an_id_of_up_to_127_bytes_is_kept_whole),
      cmocka_unit_test(the_id_is_read_from_any_beginning_that_is_longer),
      cmocka_unit_test(a_beginning_without_an_id_at_its_front_is_a_violation),
      cmocka_unit_test(commands_are_written_as_the_server_reads_them),
      cmocka_unit_test(an_id_cannot_break_out_of_its_acknowledgement),
      cmocka_unit_test(a_permit_for_nothing_is_never_written),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
