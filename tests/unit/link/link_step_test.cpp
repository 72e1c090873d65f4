// SPDX-License-Identifier: Apache-2.0
#include "link/link_step.h"

#include "support/cmocka.h"

using S = uc8::LinkState;
using I = uc8::LinkInput;
using A = uc8::LinkAction;

// Goal: the documented route to `open`, and each way off it. Method: one row per edge.
static void link_step_follows_the_documented_edges(void**) {
  // clang-format off
  struct Row { S from; I input; S to; A action; };
  static constexpr Row rows[] = {
      {S::idle,       I::start,            S::opening,    A::open_transport},
      {S::opening,    I::transport_open,   S::requesting, A::send_request},
      {S::requesting, I::answered,         S::requesting, A::send_request},
      {S::requesting, I::answered_last,    S::opening,    A::reopen_transport},
      {S::requesting, I::dropped_early,    S::opening,    A::reopen_transport},
      {S::requesting, I::upgrade_accepted, S::open,       A::notify_open},
      {S::requesting, I::finished,         S::idle,       A::finish},
      {S::opening,    I::deadline,         S::waiting,    A::schedule_retry},
      {S::requesting, I::lost,             S::waiting,    A::schedule_retry},
      {S::requesting, I::refused,          S::failed,     A::notify_failed},
      {S::open,       I::lost,             S::waiting,    A::schedule_retry},
      {S::open,       I::refused,          S::failed,     A::notify_failed},
      {S::waiting,    I::deadline,         S::opening,    A::open_transport},
      {S::open,       I::stop,             S::closing,    A::begin_close},
      {S::closing,    I::echoed,           S::idle,       A::release},
      {S::closing,    I::deadline,         S::idle,       A::release},
      {S::closing,    I::lost,             S::idle,       A::release},
      {S::waiting,    I::stop,             S::idle,       A::release},
      {S::requesting, I::stop,             S::idle,       A::release},
      {S::failed,     I::start,            S::opening,    A::open_transport},
  };
  // clang-format on
  for (const Row& row : rows) {
    const uc8::LinkStep step = uc8::link_step(row.from, row.input);
    assert_int_equal(static_cast<int>(step.next), static_cast<int>(row.to));
    assert_int_equal(static_cast<int>(step.action), static_cast<int>(row.action));
  }
}

// Goal: properties no list of examples can show. Method: all state x input pairs.
static void link_step_keeps_its_invariants_for_every_pair(void**) {
  for (int s = 0; s < uc8::kLinkStates; ++s) {
    for (int i = 0; i < uc8::kLinkInputs; ++i) {
      const S state = static_cast<S>(s);
      const I input = static_cast<I>(i);
      const uc8::LinkStep step = uc8::link_step(state, input);
      if (step.action == A::none) assert_true(step.next == state);
      if (step.action == A::send_request) assert_true(step.next == S::requesting);
      if (step.action == A::notify_open) assert_true(input == I::upgrade_accepted);
      if (step.action == A::release) assert_true(step.next == S::idle);
      // A stop is answered by a release, now or when the Close handshake is over; never ignored.
      if (input == I::stop && state != S::closing) {
        assert_true(step.action == A::release || step.action == A::begin_close);
      }
      // Who has no transport opens one before anything else.
      if (!uc8::has_transport(state) && uc8::has_transport(step.next)) {
        assert_true(step.action == A::open_transport);
      }
      // Nobody starts again by itself after a failure.
      if (state == S::failed && input != I::start) assert_true(!uc8::has_transport(step.next));
    }
  }
}

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(link_step_follows_the_documented_edges),
      cmocka_unit_test(link_step_keeps_its_invariants_for_every_pair),
  };
  return cmocka_run_group_tests_name("link_step", tests, nullptr, nullptr);
}
