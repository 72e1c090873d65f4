// SPDX-License-Identifier: Apache-2.0
#include "client/ack_window.h"

#include <stdio.h>

#include "support/cmocka.h"

using uc8::AckSlot;
using uc8::AckState;
using uc8::AckWindow;
using uc8::Error;

namespace {

uc8::MessageId id_of(unsigned number) {
  uc8::MessageId id;
  id.size = static_cast<uint8_t>(snprintf(id.text, sizeof id.text, "id-%u", number));
  return id;
}

struct Bench {
  alignas(4) uint8_t memory[3 * uc8::ConsumerMemory::kSlotBytes];
  AckWindow window{{memory, sizeof memory}, 3};
};

bool take(AckWindow& window, unsigned number) {
  return window.take(id_of(number));
}

}  // namespace

static void a_slot_is_taken_at_delivery_and_freed_by_proof(void**) {
  Bench bench;
  for (unsigned i = 1; i <= 3; ++i) assert_true(take(bench.window, i));
  assert_false(take(bench.window, 4));
  assert_int_equal(bench.window.available(), 0);
  assert_true(bench.window.settle(id_of(2), AckState::owed) == Error::ok);
  AckSlot* owed = bench.window.next_owed();
  assert_true(owed->id == id_of(2));
  bench.window.written(*owed, true, 7);
  assert_null(bench.window.next_owed());
  bench.window.proven(6);
  assert_int_equal(bench.window.sent(), 1);
  bench.window.proven(7);
  assert_int_equal(bench.window.available(), 1);
}

static void only_an_outstanding_delivery_can_be_acknowledged(void**) {
  Bench bench;
  assert_true(bench.window.settle(id_of(1), AckState::owed) == Error::unknown_message);
  (void)take(bench.window, 1);
  assert_true(bench.window.settle(id_of(1), AckState::owed) == Error::ok);
  assert_true(bench.window.settle(id_of(1), AckState::owed) == Error::unknown_message);
}

static void an_interruption_owes_again_what_nobody_proved(void**) {
  Bench bench;
  (void)take(bench.window, 1);
  (void)take(bench.window, 2);
  assert_true(bench.window.settle(id_of(1), AckState::owed) == Error::ok);
  bench.window.written(*bench.window.next_owed(), true, 1);
  bench.window.interrupted(true);
  assert_true(bench.window.next_owed()->id == id_of(1));
  assert_int_equal(bench.window.delivered(), 0);
  // The redelivery of what was acknowledged is told, and acknowledged once more.
  assert_true(take(bench.window, 1));
  assert_int_equal(bench.window.delivered(), 1);
  assert_null(bench.window.next_owed());
  assert_true(bench.window.settle(id_of(1), AckState::owed) == Error::ok);
  // The one that was not comes back into its slot, and both deliveries may be acknowledged.
  assert_true(take(bench.window, 2));
  assert_true(bench.window.settle(id_of(2), AckState::owed) == Error::ok);
  assert_true(bench.window.settle(id_of(2), AckState::owed) == Error::ok);
  assert_true(bench.window.settle(id_of(2), AckState::owed) == Error::unknown_message);
}

static void in_push_mode_old_acknowledgements_are_dropped(void**) {
  Bench bench;
  (void)take(bench.window, 1);
  assert_true(bench.window.settle(id_of(1), AckState::owed) == Error::ok);
  bench.window.interrupted(false);
  assert_null(bench.window.next_owed());
  assert_int_equal(bench.window.available(), 3);
}

static void an_id_from_before_the_interruption_is_still_taken(void**) {
  Bench bench;
  (void)take(bench.window, 1);
  bench.window.interrupted(true);
  assert_int_equal(bench.window.available(), 3);
  assert_true(bench.window.settle(id_of(1), AckState::owed) == Error::ok);
  assert_true(bench.window.next_owed()->id == id_of(1));
}

static void acknowledgements_in_any_order_leave_no_slot_behind(void**) {
  Bench bench;
  for (unsigned round = 0; round < 100; ++round) {
    for (unsigned i = 0; i < 3; ++i) assert_true(take(bench.window, round * 3 + i));
    for (unsigned i = 0; i < 3; ++i) {
      const unsigned turn = (i * 2 + round) % 3;
      assert_true(bench.window.settle(id_of(round * 3 + turn), AckState::owed) == Error::ok);
    }
    while (AckSlot* slot = bench.window.next_owed()) bench.window.written(*slot, true, round);
    bench.window.proven(round);
    assert_int_equal(bench.window.available(), 3);
  }
}

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_slot_is_taken_at_delivery_and_freed_by_proof),
      cmocka_unit_test(only_an_outstanding_delivery_can_be_acknowledged),
      cmocka_unit_test(an_interruption_owes_again_what_nobody_proved),
      cmocka_unit_test(in_push_mode_old_acknowledgements_are_dropped),
      cmocka_unit_test(an_id_from_before_the_interruption_is_still_taken),
      cmocka_unit_test(acknowledgements_in_any_order_leave_no_slot_behind),
  };
  return cmocka_run_group_tests_name("ack_window", tests, nullptr, nullptr);
}
