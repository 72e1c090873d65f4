// SPDX-License-Identifier: Apache-2.0
#include "base/receive_buffer.h"

#include <stdlib.h>
#include <string.h>

#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"

using namespace uc8;
using namespace uc8::test;

// Instead of the library's own, which traps.
extern "C" void uc8_panic(const char* what) {
  mock_assert(0, what, __FILE__, __LINE__);
  abort();
}

namespace {

GuardPage page;

void receive(ReceiveBuffer& buffer, const char* text) {
  const Bytes from = bytes_of(text);
  const MutableBytes space = buffer.space();
  assert_true(from.size <= space.size);
  memcpy(space.data, from.data, from.size);
  buffer.received(from.size);
}

/// Takes n raw bytes as payload.
void move_to_message(ReceiveBuffer& buffer, size_t n) {
  const Bytes piece = {buffer.raw().data, n};
  buffer.consume(n);
  buffer.append(piece);
}

void a_message_is_cut_out_of_raw_bytes_in_place(void**) {
  ReceiveBuffer buffer(page.place_blank(16));
  receive(buffer, "##abc##de##fgh");
  buffer.consume(2);
  move_to_message(buffer, 3);
  buffer.consume(2);
  move_to_message(buffer, 1);
  move_to_message(buffer, 1);
  assert_true(is_text(read_only(buffer.message()), "abcde"));
  assert_true(is_text(buffer.raw(), "##fgh"));
  // The gap closes: 16 - 5 of the message - 5 raw.
  assert_int_equal(buffer.space().size, 6);
  receive(buffer, "ijklmn");
  assert_int_equal(buffer.space().size, 0);
  assert_true(is_text(buffer.raw(), "##fghijklmn"));
  buffer.consume(2);
  move_to_message(buffer, 9);
  assert_true(is_text(read_only(buffer.message()), "abcdefghijklmn"));
  assert_int_equal(buffer.raw().size, 0);
  assert_int_equal(buffer.space().size, 2);
}

void clearing_the_message_keeps_the_raw_bytes(void**) {
  ReceiveBuffer buffer(page.place_blank(8));
  receive(buffer, "#abc#de");
  buffer.consume(1);
  move_to_message(buffer, 3);
  buffer.truncate(3);
  assert_true(is_text(read_only(buffer.message()), "abc"));
  buffer.truncate(2);
  assert_true(is_text(read_only(buffer.message()), "ab"));
  buffer.clear_message();
  assert_int_equal(buffer.message().size, 0);
  assert_true(is_text(buffer.raw(), "#de"));
  assert_int_equal(buffer.space().size, 5);
  assert_true(is_text(buffer.raw(), "#de"));
  buffer.append({});
  buffer.clear();
  assert_int_equal(buffer.space().size, 8);
  assert_int_equal(buffer.capacity(), 8);
}

void what_was_consumed_too_far_can_be_given_back(void**) {
  ReceiveBuffer buffer(page.place_blank(8));
  receive(buffer, "abcdef");
  buffer.consume(5);
  buffer.unconsume(2);
  assert_true(is_text(buffer.raw(), "def"));
  buffer.unconsume(3);
  assert_true(is_text(buffer.raw(), "abcdef"));
}

void a_receive_buffer_refuses_what_would_overwrite_raw_bytes(void**) {
  static ReceiveBuffer buffer(page.place_blank(8));
  receive(buffer, "#abcdef");
  buffer.consume(1);
  expect_assert_failure(buffer.append(bytes_of("xy")));
  expect_assert_failure(buffer.consume(7));
  expect_assert_failure(buffer.unconsume(2));
  expect_assert_failure(buffer.received(2));
  expect_assert_failure(buffer.truncate(1));
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_message_is_cut_out_of_raw_bytes_in_place),
      cmocka_unit_test(clearing_the_message_keeps_the_raw_bytes),
      cmocka_unit_test(what_was_consumed_too_far_can_be_given_back),
      cmocka_unit_test(a_receive_buffer_refuses_what_would_overwrite_raw_bytes),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
