// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include "base/byte_buffer.h"
#include "base/byte_ring.h"
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
GuardPage scratch;

void a_byte_buffer_gives_back_what_was_appended_in_order(void**) {
  ByteBuffer buffer(page.place_blank(8));
  assert_true(buffer.empty());
  assert_int_equal(buffer.append(bytes_of("abcdef")), 6);
  buffer.consume(4);
  assert_true(is_text(buffer.pending(), "ef"));
  // Only six bytes are free, and only after "ef" moves to the front.
  assert_int_equal(buffer.append(bytes_of("ghijklmn")), 6);
  assert_true(is_text(buffer.pending(), "efghijkl"));
  assert_int_equal(buffer.space().size, 0);
  assert_int_equal(buffer.append(bytes_of("x")), 0);
  assert_int_equal(buffer.append({}), 0);
  buffer.consume(1);
  assert_int_equal(buffer.append(bytes_of("m")), 1);
  assert_true(is_text(buffer.pending(), "fghijklm"));
  buffer.consume(8);
  assert_true(buffer.empty());
  assert_int_equal(buffer.space().size, 8);
  memcpy(buffer.space().data, "123", 3);
  buffer.produced(3);
  assert_true(is_text(buffer.pending(), "123"));
  buffer.clear();
  assert_true(buffer.empty());
  assert_int_equal(buffer.capacity(), 8);
}

void a_byte_buffer_refuses_more_than_it_has(void**) {
  static ByteBuffer buffer(page.place_blank(8));
  buffer.append(bytes_of("abc"));
  expect_assert_failure(buffer.consume(4));
  buffer.consume(1);
  expect_assert_failure(buffer.consume(3));
  expect_assert_failure(buffer.produced(6));
}

// Every place where the queue can wrap, against a plain array.
void a_ring_reads_and_overwrites_across_its_end(void**) {
  constexpr size_t kCapacity = 7;
  for (size_t turn = 0; turn < kCapacity; ++turn) {
    for (size_t size = 1; size < kCapacity; ++size) {
      ByteRing ring(page.place_blank(kCapacity));
      ring.push_blank(turn + 1);
      ring.pop(turn);
      assert_int_equal(ring.size(), 1);
      ring.overwrite(0, bytes_of("0"));
      ring.push(read_only(scratch.place({reinterpret_cast<const uint8_t*>("123456"), size})));
      assert_int_equal(ring.size(), size + 1);
      assert_int_equal(ring.room(), kCapacity - size - 1);
      for (size_t from = 0; from <= size; ++from) {
        const MutableBytes out = scratch.place_blank(size + 1 - from);
        ring.copy_out(from, out);
        assert_memory_equal(out.data, &"0123456"[from], out.size);
        assert_int_equal(ring.at(from), '0' + static_cast<int>(from));
      }
      ring.overwrite(1, {reinterpret_cast<const uint8_t*>("abcdef"), size});
      ring.pop(1);
      const MutableBytes out = scratch.place_blank(size);
      ring.copy_out(0, out);
      assert_memory_equal(out.data, "abcdef", size);
      ring.copy_out(size, {});
      ring.overwrite(size, {});
      ring.pop(size);
      assert_int_equal(ring.size(), 0);
      assert_int_equal(ring.capacity(), kCapacity);
    }
  }
}

void the_newest_bytes_of_a_ring_can_be_taken_back(void**) {
  ByteRing ring(page.place_blank(4));
  ring.push(bytes_of("abc"));
  ring.pop(2);
  ring.push(bytes_of("def"));
  ring.unpush(2);
  const MutableBytes out = scratch.place_blank(2);
  ring.copy_out(0, out);
  assert_memory_equal(out.data, "cd", 2);
  assert_int_equal(ring.room(), 2);
  ring.unpush(2);
  assert_int_equal(ring.size(), 0);
}

void a_ring_refuses_more_than_it_has(void**) {
  static ByteRing ring(page.place_blank(4));
  ring.push(bytes_of("ab"));
  static uint8_t two[2];
  expect_assert_failure(ring.push(bytes_of("cde")));
  expect_assert_failure(ring.push_blank(3));
  expect_assert_failure(ring.unpush(3));
  expect_assert_failure(ring.pop(3));
  expect_assert_failure(ring.copy_out(1, {two, 2}));
  expect_assert_failure(ring.copy_out(3, {two, 0}));
  expect_assert_failure(ring.copy_out(SIZE_MAX, {two, 2}));
  expect_assert_failure(ring.overwrite(1, {two, 2}));
  expect_assert_failure((void)ring.at(2));
  ring.clear();
  assert_int_equal(ring.room(), 4);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_byte_buffer_gives_back_what_was_appended_in_order),
      cmocka_unit_test(a_byte_buffer_refuses_more_than_it_has),
      cmocka_unit_test(a_ring_reads_and_overwrites_across_its_end),
      cmocka_unit_test(the_newest_bytes_of_a_ring_can_be_taken_back),
      cmocka_unit_test(a_ring_refuses_more_than_it_has),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
