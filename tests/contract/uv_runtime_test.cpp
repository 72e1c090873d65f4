// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/uv_runtime.h"

#include "contract/runtime_contract.h"
#include "contract/uv_turn.h"
#include "support/cmocka.h"

namespace {

using uc8::UvRuntime;
using uc8::test::RuntimeRig;
using uc8::test::UvTurn;

class UvRuntimeRig final : public RuntimeRig {
 public:
  UvRuntimeRig() : runtime_(loop_.loop()) {}
  ~UvRuntimeRig() override {
    runtime_.close();
    while (!runtime_.idle()) loop_.turn();
  }
  uc8::Runtime& runtime() override { return runtime_; }
  void turn() override { loop_.turn(); }
  UvRuntime& uv_runtime() { return runtime_; }
  UvTurn& uv() { return loop_; }

 private:
  UvTurn loop_;
  UvRuntime runtime_;
};

RuntimeRig* make() {
  return new UvRuntimeRig;
}

class Counter final : public uc8::Runtime::Deadline {
 public:
  void on_deadline() override {
    ++calls;
    if (closes != nullptr) closes->close();
    if (rearms != nullptr && calls < 1000) rearms->arm(*this, 0);
  }
  UvRuntime* closes = nullptr;
  UvRuntime* rearms = nullptr;
  int calls = 0;
};

int set_up(void** state) {
  *state = new UvRuntimeRig;
  return 0;
}

int tear_down(void** state) {
  delete static_cast<UvRuntimeRig*>(*state);
  return 0;
}

UvRuntimeRig& rig_of(void** state) {
  return *static_cast<UvRuntimeRig*>(*state);
}

void only_an_armed_deadline_keeps_the_loop_alive(void** state) {
  UvRuntimeRig& rig = rig_of(state);
  Counter counter;
  assert_false(uv_loop_alive(&rig.uv().loop()));
  rig.runtime().arm(counter, rig.runtime().now() + 60'000);
  assert_true(uv_loop_alive(&rig.uv().loop()));
  rig.runtime().disarm(counter);
  assert_false(uv_loop_alive(&rig.uv().loop()));
}

void close_forgets_all_deadlines_and_is_idle_a_turn_later(void** state) {
  UvRuntimeRig& rig = rig_of(state);
  Counter counter;
  rig.runtime().arm(counter, rig.runtime().now());
  rig.uv_runtime().close();
  rig.uv_runtime().close();
  assert_false(rig.uv_runtime().idle());
  rig.turn();
  assert_true(rig.uv_runtime().idle());
  assert_int_equal(counter.calls, 0);
  rig.runtime().disarm(counter);  // Harmless.
}

void close_from_a_deadline_silences_the_others_that_are_due(void** state) {
  UvRuntimeRig& rig = rig_of(state);
  Counter first, second;
  first.closes = &rig.uv_runtime();
  rig.runtime().arm(first, 0);
  rig.runtime().arm(second, 0);
  for (int i = 0; i < 10'000 && !rig.uv_runtime().idle(); ++i) rig.turn();
  assert_int_equal(first.calls, 1);
  assert_int_equal(second.calls, 0);
}

void a_deadline_that_arms_itself_for_now_waits_for_the_next_turn(void** state) {
  UvRuntimeRig& rig = rig_of(state);
  static Counter counter;  // Stays armed, should an assertion fail.
  counter.rearms = &rig.uv_runtime();
  rig.runtime().arm(counter, 0);
  for (int i = 0; i < 10'000 && counter.calls < 5; ++i) {
    const int before = counter.calls;
    rig.turn();
    assert_in_range(counter.calls, before, before + 1);
  }
  assert_int_equal(counter.calls, 5);
  rig.runtime().disarm(counter);
}

void a_deadline_that_arms_itself_for_now_does_not_let_the_loop_wait(void** state) {
  UvRuntimeRig& rig = rig_of(state);
  static Counter counter;
  counter.rearms = &rig.uv_runtime();
  rig.runtime().arm(counter, 0);
  for (int i = 0; i < 20; ++i) {
    assert_int_equal(uv_backend_timeout(&rig.uv().loop()), 0);
    rig.turn();
  }
  assert_in_range(counter.calls, 10, 20);  // At the latest every other turn of the loop.
  rig.runtime().disarm(counter);
  assert_false(uv_loop_alive(&rig.uv().loop()));
}

void time_spent_in_a_callback_counts(void** state) {
  UvRuntimeRig& rig = rig_of(state);
  const uint64_t real = uv_hrtime();
  const uc8::Millis before = rig.runtime().now();
  while (uv_hrtime() - real < 3'000'000) {
  }
  assert_true(rig.runtime().now() >= before + 2);  // Though the loop has not turned.
}

}  // namespace

int main() {
#define UC8_RUNTIME(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      UC8_RUNTIME(only_an_armed_deadline_keeps_the_loop_alive),
      UC8_RUNTIME(close_forgets_all_deadlines_and_is_idle_a_turn_later),
      UC8_RUNTIME(close_from_a_deadline_silences_the_others_that_are_due),
      UC8_RUNTIME(a_deadline_that_arms_itself_for_now_waits_for_the_next_turn),
      UC8_RUNTIME(a_deadline_that_arms_itself_for_now_does_not_let_the_loop_wait),
      UC8_RUNTIME(time_spent_in_a_callback_counts),
  };
  return uc8::test::run_runtime_contract("libuv runtime", make) +
         cmocka_run_group_tests_name("libuv runtime, beyond", tests, nullptr, nullptr);
}
