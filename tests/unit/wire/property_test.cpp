// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include <initializer_list>

#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"
#include "uc8/consumer.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page;
GuardPage out_page;

const char kProperties[] =
    "{\"a\":\"1\",\"b\\\"\\u00e9\":\"x\\ny\\ud83d\\ude00\",\"\":\"empty name\",\"ab\":\"\","
    "\"n\":5,\"bad\":\"\\ud800\",\"a\":\"2\"}";

Message message_of(const char* properties) {
  Message message;
  const MutableBytes placed = page.place(bytes_of(properties));
  message.properties = {placed.data, placed.size};
  return message;
}

void properties_are_found_by_their_unescaped_names(void**) {
  struct {
    const char* name;
    const char* value;
  } const kRows[] = {
      {"a", "1"},
      {"b\"\xc3\xa9", "x\ny\xf0\x9f\x98\x80"},
      {"", "empty name"},
      {"ab", ""},
  };
  const Message message = message_of(kProperties);
  // Twice: looking changes nothing.
  for (size_t turn = 0; turn < 2; ++turn) {
    for (const auto& row : kRows) {
      const MutableBytes out = out_page.place_blank(strlen(row.value));
      const Result<size_t> size = find_property(message, row.name, out);
      assert_true(size.ok());
      assert_true(is_text({out.data, size.value()}, row.value));
    }
  }
  assert_true(is_text(message.properties, kProperties));
}

void what_does_not_fit_is_too_large(void**) {
  const Message message = message_of(kProperties);
  for (size_t size = 0; size < 7; ++size) {
    const MutableBytes out = out_page.place_blank(size);
    assert_true(find_property(message, "b\"\xc3\xa9", out).error() == Error::payload_too_large);
  }
}

void what_is_not_there_or_no_text_is_no_property(void**) {
  static uint8_t out[16];
  const Message message = message_of(kProperties);
  for (const char* name : {"c", "aa", "b", "b\"", "n", "bad", "A"}) {
    assert_true(find_property(message, name, {out, sizeof out}).error() == Error::no_such_property);
  }
  for (const char* properties : {"", "{}", "[]", "{\"a\"}", "{\"a\":\"1\""}) {
    assert_true(find_property(message_of(properties), "a", {out, sizeof out}).error() ==
                Error::no_such_property);
  }
  assert_true(find_property(Message(), "a", {out, sizeof out}).error() == Error::no_such_property);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(properties_are_found_by_their_unescaped_names),
      cmocka_unit_test(what_does_not_fit_is_too_large),
      cmocka_unit_test(what_is_not_there_or_no_text_is_no_property),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
