// SPDX-License-Identifier: Apache-2.0
//
// Message ids are opaque to us. What has to hold of real ones: the base64 of Pulsar's
// MessageIdData decodes and encodes to itself, and passes from a delivery to its acknowledgement.
#include <string.h>

#include "base/base64.h"
#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"
#include "support/windows.h"
#include "wire/delivery.h"
#include "wire/publish.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page;

struct Row {
  const char* hex;
  const char* id;
};

// Field by field: 08 ledger, 10 entry, 18 partition, 20 batch index, 30 batch size.
const Row kIds[] = {
    {"08001003", "CAAQAw=="},
    {"08f10a108345", "CPEKEINF"},
    {"08c8131000", "CMgTEAA="},
    {"080310003000", "CAMQADAA"},
    {"080c10d9023000", "CAwQ2QIwAA=="},
    {"080c10d90218023000", "CAwQ2QIYAjAA"},
    {"080c10d9022004300a", "CAwQ2QIgBDAK"},
    {"080c10d9022004", "CAwQ2QIgBA=="},
    {"080c10d902180220"
     "04300a",
     "CAwQ2QIYAiAEMAo="},
    {"0887ad4b10003000", "CIetSxAAMAA="},
    {"08ffffffffffffffffff0110ffffffffffffffffff01", "CP///////////wEQ////////////AQ=="},
    {"08ffffffffffffffffff0110ffffffffffffffffff013000", "CP///////////wEQ////////////ATAA"},
};

uint8_t nibble(char c) {
  return static_cast<uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

Bytes bytes_of_hex(const char* hex) {
  static uint8_t out[64];
  size_t size = 0;
  for (; hex[2 * size] != '\0'; ++size) {
    out[size] = static_cast<uint8_t>(nibble(hex[2 * size]) << 4 | nibble(hex[2 * size + 1]));
  }
  return {out, size};
}

void ids_are_the_base64_of_their_fields(void**) {
  for (const Row& row : kIds) {
    MutableBytes text = page.place(bytes_of(row.id));
    assert_true(decode_base64(text));
    assert_true(is_text(read_only(text), bytes_of_hex(row.hex)));
    assert_true(every_window_shows(
        row.id, [&](WindowWriter& to) { write_base64(to, bytes_of_hex(row.hex)); }));
  }
}

/// `before`, the id, `after`.
const char* joined(const char* before, const char* id, const char* after) {
  static char text[256];
  strcpy(text, before);
  strcat(text, id);
  strcat(text, after);
  return text;
}

void a_delivered_id_is_acknowledged_to_the_letter(void**) {
  for (const Row& row : kIds) {
    const char* delivery = joined("{\"messageId\":\"", row.id, "\",\"payload\":\"\"}");
    Message message;
    assert_true(read_delivery(page.place(bytes_of(delivery)), message) == Error::ok);
    assert_true(
        every_window_shows(joined("{\"messageId\":\"", row.id, "\"}"),
                           [&](WindowWriter& to) { write_acknowledgement(to, message.id); }));
  }
}

void only_the_two_ids_that_name_nothing_are_duplicates(void**) {
  for (size_t i = 0; i < sizeof kIds / sizeof kIds[0]; ++i) {
    const char* document = joined("{\"result\":\"ok\",\"messageId\":\"", kIds[i].id, "\"}");
    PublishReply reply;
    assert_true(read_publish_reply(page.place(bytes_of(document)), reply) == Error::ok);
    assert_true(reply.outcome == PublishReply::Outcome::stored);
    assert_int_equal(reply.is_duplicate, i >= 10);
    assert_int_equal(reply.id.size, i >= 10 ? 0 : strlen(kIds[i].id));
  }
}

void an_id_that_only_looks_like_a_duplicate_s_is_kept(void**) {
  const char* const kAlmost[] = {
      "CP///////////wEQ////////////AQ=",  "CP///////////wEQ////////////AQ==A",
      "CP///////////wEQ////////////ATAB", "CP///////////wEQ////////////AA==",
      "CP///////////wEQ///////////+AQ==", "CAAQAwAAAAAAAAAAAAAAAAAAAAAAAQ==",
      "CAAQAwAAAAAAAAAAAAAAAAAAAAAAATAA", "CP///////////wEQ////////////",
  };
  for (const char* id : kAlmost) {
    const char* document = joined("{\"result\":\"ok\",\"messageId\":\"", id, "\"}");
    PublishReply reply;
    assert_true(read_publish_reply(page.place(bytes_of(document)), reply) == Error::ok);
    assert_false(reply.is_duplicate);
    assert_int_equal(reply.id.size, strlen(id));
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(ids_are_the_base64_of_their_fields),
      cmocka_unit_test(a_delivered_id_is_acknowledged_to_the_letter),
      cmocka_unit_test(an_id_that_only_looks_like_a_duplicate_s_is_kept),
      cmocka_unit_test(only_the_two_ids_that_name_nothing_are_duplicates),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
