// SPDX-License-Identifier: Apache-2.0
#include "contract/runtime_contract.h"

#include <string.h>

#include <initializer_list>

#include "support/cmocka.h"

namespace uc8::test {
namespace {

constexpr int kTurnsMax = 10'000;

RuntimeRig* (*make_rig)() = nullptr;

// What the deadlines of a test did, in order.
struct Record {
  char order[64] = {};
  size_t size = 0;
  bool early = false;
  bool inside = false;  // A call of the Runtime is under way,
  bool nested = false;  // and a deadline came from inside of it.
};

class Note final : public Runtime::Deadline {
 public:
  void on_deadline() override {
    ++calls;
    if (record->size < sizeof record->order - 1) record->order[record->size++] = letter;
    record->early = record->early || runtime->now() < at;
    record->nested = record->nested || record->inside;
    if (disarms != nullptr) runtime->disarm(*disarms);
    if (rearms > 0) {
      --rearms;
      arm(runtime->now() + rearm_after);
    }
  }
  void arm(Millis when) {
    at = when;
    const bool outer = record->inside;
    record->inside = true;
    runtime->arm(*this, when);
    record->inside = outer;
  }

  Runtime* runtime = nullptr;
  Record* record = nullptr;
  Note* disarms = nullptr;
  Millis at = 0;
  Millis rearm_after = 0;
  int rearms = 0;
  int calls = 0;
  char letter = '?';
};

struct Stage {
  RuntimeRig* rig;
  Record record;
  Note a, b, c;
  Runtime& runtime() const { return rig->runtime(); }
};

int set_up(void** state) {
  auto* stage = new Stage;
  stage->rig = make_rig();
  char letter = 'a';
  for (Note* note : {&stage->a, &stage->b, &stage->c}) {
    note->runtime = &stage->rig->runtime();
    note->record = &stage->record;
    note->letter = letter++;
  }
  *state = stage;
  return 0;
}

int tear_down(void** state) {
  auto* stage = static_cast<Stage*>(*state);
  for (Note* note : {&stage->a, &stage->b, &stage->c}) stage->runtime().disarm(*note);
  const bool nested = stage->record.nested;
  if (nested) print_error("broken: on_deadline() from inside a call\n");
  delete stage->rig;
  delete stage;
  return nested ? -1 : 0;
}

Stage& stage_of(void** state) {
  return *static_cast<Stage*>(*state);
}

void turn_until_calls(Stage& stage, size_t calls) {
  for (int i = 0; i < kTurnsMax && stage.record.size < calls; ++i) stage.rig->turn();
}

// Turns until so much time has passed.
void pass(Stage& stage, Millis time) {
  const Millis until = stage.runtime().now() + time;
  for (int i = 0; i < kTurnsMax && stage.runtime().now() < until; ++i) stage.rig->turn();
  stage.rig->turn();
}

void deadlines_come_in_order_of_time(void** state) {
  Stage& stage = stage_of(state);
  const Millis now = stage.runtime().now();
  stage.a.arm(now + 9);
  stage.b.arm(now + 3);
  stage.c.arm(now + 6);
  turn_until_calls(stage, 3);
  assert_string_equal(stage.record.order, "bca");
}

void equal_deadlines_come_in_the_order_they_were_armed(void** state) {
  Stage& stage = stage_of(state);
  const Millis at = stage.runtime().now() + 4;
  stage.c.arm(at);
  stage.a.arm(at);
  stage.b.arm(at);
  turn_until_calls(stage, 3);
  assert_string_equal(stage.record.order, "cab");
}

void no_deadline_comes_early(void** state) {
  Stage& stage = stage_of(state);
  stage.a.rearms = 20;
  stage.a.rearm_after = 2;
  stage.a.arm(stage.runtime().now() + 1);
  turn_until_calls(stage, 21);
  assert_int_equal(stage.a.calls, 21);
  const Millis now = stage.runtime().now();
  stage.a.arm(now + 3);  // Neighbours: the second is not taken along with the first.
  stage.b.arm(now + 4);
  stage.c.arm(now + 5);
  turn_until_calls(stage, 24);
  assert_int_equal(stage.record.size, 24);
  assert_false(stage.record.early);
}

void a_deadline_comes_once(void** state) {
  Stage& stage = stage_of(state);
  stage.a.arm(stage.runtime().now() + 1);
  pass(stage, 10);
  assert_int_equal(stage.a.calls, 1);
}

void arming_again_replaces_the_time(void** state) {
  Stage& stage = stage_of(state);
  const Millis now = stage.runtime().now();
  stage.a.arm(now + 1);
  stage.a.arm(now + 8);  // Later,
  stage.b.arm(now + 9);
  stage.b.arm(now + 2);  // and sooner.
  turn_until_calls(stage, 2);
  assert_string_equal(stage.record.order, "ba");
  pass(stage, 10);
  assert_int_equal(stage.record.size, 2);
  assert_false(stage.record.early);
}

void a_disarmed_deadline_does_not_come(void** state) {
  Stage& stage = stage_of(state);
  const Millis now = stage.runtime().now();
  stage.a.arm(now + 1);
  stage.b.arm(now + 2);
  stage.c.arm(now + 3);
  stage.runtime().disarm(stage.b);
  stage.runtime().disarm(stage.b);  // Harmless.
  pass(stage, 10);
  assert_string_equal(stage.record.order, "ac");
}

void a_callback_may_disarm_one_that_is_due_in_the_same_turn(void** state) {
  Stage& stage = stage_of(state);
  const Millis at = stage.runtime().now() + 2;
  stage.a.arm(at);
  stage.b.arm(at);
  stage.c.arm(at);
  stage.a.disarms = &stage.b;
  stage.c.disarms = &stage.c;  // Itself: nothing is armed any more.
  pass(stage, 10);
  assert_string_equal(stage.record.order, "ac");
}

void what_is_due_already_comes_soon_and_not_at_once(void** state) {
  Stage& stage = stage_of(state);
  stage.a.arm(0);
  assert_int_equal(stage.a.calls, 0);
  pass(stage, 5);
  assert_int_equal(stage.a.calls, 1);
}

void two_that_rearm_each_other_for_now_do_not_starve_the_rest(void** state) {
  Stage& stage = stage_of(state);
  const Millis now = stage.runtime().now();
  stage.a.rearms = stage.b.rearms = 30;
  stage.c.arm(now + 3);
  stage.a.arm(now);
  stage.b.arm(now);
  turn_until_calls(stage, 63);
  assert_int_equal(stage.c.calls, 1);
  assert_int_equal(stage.a.calls, 31);
}

void time_does_not_go_backwards(void** state) {
  Stage& stage = stage_of(state);
  Millis last = stage.runtime().now();
  stage.a.rearms = 40;
  stage.a.rearm_after = 2;
  stage.a.arm(last + 2);
  for (int i = 0; i < 50; ++i) {
    if (i % 5 == 0) stage.rig->turn();
    const Millis now = stage.runtime().now();
    assert_true(now >= last);
    last = now;
  }
}

void entropy_fills_all_it_is_given_and_differs(void** state) {
  Stage& stage = stage_of(state);
  uint8_t first[67] = {};
  uint8_t second[67] = {};
  first[66] = second[66] = 0x5A;  // One byte behind what is asked for.
  assert_int_equal(stage.runtime().entropy({first, 66}), Error::ok);
  assert_int_equal(stage.runtime().entropy({second, 66}), Error::ok);
  assert_memory_not_equal(first, second, 66);
  assert_int_equal(first[66], 0x5A);
  // Each byte changes sooner or later: none is left alone.
  uint8_t changed[66] = {};
  for (int i = 0; i < 20; ++i) {
    assert_int_equal(stage.runtime().entropy({second, 66}), Error::ok);
    for (size_t k = 0; k < 66; ++k) changed[k] |= first[k] ^ second[k];
  }
  for (const uint8_t bits : changed) assert_int_not_equal(bits, 0);
}

}  // namespace

int run_runtime_contract(const char* port, RuntimeRig* (*make)()) {
  make_rig = make;
#define UC8_CONTRACT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      UC8_CONTRACT(deadlines_come_in_order_of_time),
      UC8_CONTRACT(equal_deadlines_come_in_the_order_they_were_armed),
      UC8_CONTRACT(no_deadline_comes_early),
      UC8_CONTRACT(a_deadline_comes_once),
      UC8_CONTRACT(arming_again_replaces_the_time),
      UC8_CONTRACT(a_disarmed_deadline_does_not_come),
      UC8_CONTRACT(a_callback_may_disarm_one_that_is_due_in_the_same_turn),
      UC8_CONTRACT(what_is_due_already_comes_soon_and_not_at_once),
      UC8_CONTRACT(two_that_rearm_each_other_for_now_do_not_starve_the_rest),
      UC8_CONTRACT(time_does_not_go_backwards),
      UC8_CONTRACT(entropy_fills_all_it_is_given_and_differs),
  };
#undef UC8_CONTRACT
  return cmocka_run_group_tests_name(port, tests, nullptr, nullptr);
}

}  // namespace uc8::test
