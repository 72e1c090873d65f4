// SPDX-License-Identifier: Apache-2.0
#include "contract/transport_contract.h"

#include "contract/transfer.h"
#include "support/cmocka.h"

namespace uc8::test {
namespace {

Rig* (*make_rig)() = nullptr;

// What a test works with, made anew for each.
struct Stage {
  Rig* rig;
  Probe* probe;
};

int set_up(void** state) {
  Rig* rig = make_rig();
  *state = new Stage{rig, new Probe(*rig)};
  return 0;
}

int tear_down(void** state) {
  auto* stage = static_cast<Stage*>(*state);
  stage->rig->transport().close();
  for (int i = 0; i < kTurnsMax && !stage->rig->idle(); ++i) stage->rig->turn();
  const bool idle = stage->rig->idle();
  const char* const violation = stage->probe->violation;
  if (violation != nullptr) print_error("broken: %s\n", violation);
  delete stage->probe;
  delete stage->rig;
  delete stage;
  return idle && violation == nullptr ? 0 : -1;
}

Stage& stage_of(void** state) {
  return *static_cast<Stage*>(*state);
}

// Opened, and nothing owed.
Stage& opened(void** state) {
  Stage& stage = stage_of(state);
  assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::ok);
  settle(*stage.rig);
  return stage;
}

void send_text(Rig& rig, const char* text) {
  assert_int_equal(rig.peer().send(bytes_of(text)), bytes_of(text).size);
  settle(rig);
}

// Reads until `text` is complete.
void expect_text(Stage& stage, const char* text) {
  const size_t size = bytes_of(text).size;
  uint8_t got[64];
  size_t filled = 0;
  while (filled < size) {
    const Result<size_t> result = stage.probe->read({got + filled, sizeof got - filled});
    if (result.ok()) {
      assert_int_not_equal(result.value(), 0);
      filled += result.value();
    } else {
      assert_int_equal(result.error(), Error::would_block);
      assert_true(turn_until_woken(*stage.rig, *stage.probe));
    }
  }
  assert_int_equal(filled, size);
  assert_memory_equal(got, text, size);
}

Error read_error(Stage& stage) {
  uint8_t byte;
  return stage.probe->read({&byte, 1}).error();
}

// Reads, and waits where needed, until there is an answer other than would_block.
Result<size_t> read_something(Stage& stage, MutableBytes to) {
  Result<size_t> result = stage.probe->read(to);
  while (result.error() == Error::would_block && turn_until_woken(*stage.rig, *stage.probe)) {
    result = stage.probe->read(to);
  }
  return result;
}

void open_completes_and_a_further_call_says_so_again(void** state) {
  Stage& stage = opened(state);
  assert_int_equal(stage.probe->open(), Error::ok);
}

void open_that_is_repeated_without_being_woken_changes_nothing(void** state) {
  Stage& stage = stage_of(state);
  Error error = stage.probe->open();
  for (int i = 0; i < 3 && error == Error::would_block; ++i) error = stage.probe->open();
  while (error == Error::would_block) {
    assert_true(turn_until_woken(*stage.rig, *stage.probe));
    error = stage.probe->open();
  }
  assert_int_equal(error, Error::ok);
}

void a_read_that_would_block_is_followed_by_exactly_one_on_ready(void** state) {
  Stage& stage = opened(state);
  assert_int_equal(read_error(stage), Error::would_block);
  const int before = stage.probe->wakes;
  settle(*stage.rig);
  assert_int_equal(stage.probe->wakes, before);  // Nothing came.
  send_text(*stage.rig, "one");
  assert_int_equal(stage.probe->wakes, before + 1);
  send_text(*stage.rig, "two");
  assert_int_equal(stage.probe->wakes, before + 1);  // Not asked again.
  expect_text(stage, "onetwo");
}

void two_reads_that_would_block_share_one_on_ready(void** state) {
  Stage& stage = opened(state);
  assert_int_equal(read_error(stage), Error::would_block);
  assert_int_equal(read_error(stage), Error::would_block);
  const int before = stage.probe->wakes;
  send_text(*stage.rig, "x");
  assert_int_equal(stage.probe->wakes, before + 1);
}

void who_does_not_read_is_not_woken(void** state) {
  Stage& stage = opened(state);
  const int before = stage.probe->wakes;
  send_text(*stage.rig, "unasked");
  assert_int_equal(stage.probe->wakes, before);
  expect_text(stage, "unasked");
}

void a_reader_that_stops_holds_its_peer_back(void** state) {
  Stage& stage = opened(state);
  const int before = stage.probe->wakes;
  static uint8_t block[16 * 1024];
  size_t sent = 0;
  for (int still = 0; still < 30;) {  // Until it took nothing for 30 turns.
    const size_t taken = stage.rig->peer().send({block, sizeof block});
    sent += taken;
    still = taken == 0 ? still + 1 : 0;
    assert_true(sent < 64 * 1024 * 1024);
    stage.rig->turn();
  }
  assert_int_equal(stage.probe->wakes, before);
  static uint8_t into[64 * 1024];
  for (size_t got = 0; got < sent;) {
    const Result<size_t> result = read_something(stage, {into, sizeof into});
    assert_true(result.ok());
    assert_int_not_equal(result.value(), 0);
    got += result.value();
  }
}

void one_on_ready_discharges_reading_and_writing(void** state) {
  Stage& stage = opened(state);
  static uint8_t block[64 * 1024];
  while (stage.probe->write({block, sizeof block}).ok()) {
  }
  assert_int_equal(read_error(stage), Error::would_block);
  const int before = stage.probe->wakes;
  // The peer drains everything, and sends: both directions become ready.
  assert_int_equal(stage.rig->peer().send(bytes_of("x")), 1);
  for (int i = 0; i < 50; ++i) {
    static uint8_t into[64 * 1024];
    while (stage.rig->peer().receive({into, sizeof into}) > 0) {
    }
    stage.rig->turn();
  }
  assert_int_equal(stage.probe->wakes, before + 1);
}

void a_blocked_write_goes_on_with_the_same_bytes_and_more(void** state) {
  Stage& stage = opened(state);
  Transfer::Shape shape;
  shape.to_peer = Transfer::kSizeMax;  // More than any socket buffers.
  shape.start_with_full_pipe = true;
  shape.seed = 7;
  const Transfer::Outcome outcome = Transfer(*stage.rig, *stage.probe, shape).run();
  assert_true(outcome.blocked_writes > 0);
  assert_string_equal(outcome.problem, "");
}

void bytes_survive_both_ways_in_chunks_of_any_size(void** state) {
  Stage& stage = opened(state);
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    Transfer::Shape shape;
    shape.to_peer = shape.to_core = 300'000;
    shape.seed = seed;
    const Transfer::Outcome outcome = Transfer(*stage.rig, *stage.probe, shape).run();
    if (outcome.problem[0] != '\0') print_error("seed %d\n", static_cast<int>(seed));
    assert_string_equal(outcome.problem, "");
  }
}

void calls_without_a_wake_up_between_them_do_no_harm(void** state) {
  Stage& stage = opened(state);
  for (int i = 0; i < 100; ++i) assert_int_equal(read_error(stage), Error::would_block);
  Transfer::Shape shape;
  shape.to_peer = shape.to_core = 200'000;
  shape.impatient = true;
  const Transfer::Outcome outcome = Transfer(*stage.rig, *stage.probe, shape).run();
  assert_string_equal(outcome.problem, "");
}

void what_came_before_the_end_is_read_before_the_end(void** state) {
  Stage& stage = opened(state);
  assert_int_equal(stage.rig->peer().send(bytes_of("last words")), 10);
  stage.rig->peer().end();
  settle(*stage.rig);
  expect_text(stage, "last words");
  uint8_t byte;
  for (int i = 0; i < 2; ++i) {
    const Result<size_t> end = read_something(stage, {&byte, 1});
    assert_true(end.ok());
    assert_int_equal(end.value(), 0);
  }
}

void an_end_wakes_a_reader(void** state) {
  Stage& stage = opened(state);
  assert_int_equal(read_error(stage), Error::would_block);
  stage.rig->peer().end();
  uint8_t byte;
  assert_true(turn_until_woken(*stage.rig, *stage.probe));
  const Result<size_t> end = read_something(stage, {&byte, 1});
  assert_true(end.ok());
  assert_int_equal(end.value(), 0);
}

void a_broken_connection_is_connection_lost_with_its_cause(void** state) {
  Stage& stage = opened(state);
  assert_int_equal(read_error(stage), Error::would_block);
  stage.rig->peer().reset();
  assert_true(turn_until_woken(*stage.rig, *stage.probe));
  uint8_t byte;
  assert_int_equal(read_something(stage, {&byte, 1}).error(), Error::connection_lost);
  const Fault fault = stage.rig->transport().last_fault();
  assert_int_equal(fault.error, Error::connection_lost);
  assert_int_equal(fault.origin, Origin::system);
  assert_int_equal(fault.detail, 104);  // ECONNRESET
}

void nobody_is_woken_after_close(void** state) {
  Stage& stage = opened(state);
  assert_int_equal(read_error(stage), Error::would_block);
  (void)stage.rig->peer().send(bytes_of("too late"));
  stage.probe->close();  // on_ready() from now on is a violation that the probe notes.
  settle(*stage.rig);
  assert_null(stage.probe->violation);
}

void close_may_come_at_every_moment_of_open_and_open_again_at_once(void** state) {
  Stage& stage = stage_of(state);
  for (int steps = 0; steps < 12; ++steps) {
    Error error = stage.probe->open();
    for (int i = 0; i < steps && error == Error::would_block; ++i) {
      stage.rig->turn();
      error = stage.probe->open();
    }
    stage.probe->close();
  }
  (void)opened(state);
  send_text(*stage.rig, "alive");
  expect_text(stage, "alive");
}

void close_is_idempotent_and_open_follows_at_once(void** state) {
  Stage& stage = stage_of(state);
  stage.probe->close();  // Before any open().
  for (int i = 0; i < 5; ++i) {
    (void)opened(state);
    send_text(*stage.rig, "again");
    expect_text(stage, "again");
    stage.probe->close();
    stage.probe->close();
  }
}

void a_new_connection_has_no_bytes_of_the_old(void** state) {
  Stage& stage = opened(state);
  send_text(*stage.rig, "of the old");
  stage.probe->close();
  (void)opened(state);
  assert_int_equal(read_error(stage), Error::would_block);
  send_text(*stage.rig, "new");
  expect_text(stage, "new");
}

void close_delivers_what_was_written_and_then_the_end(void** state) {
  Stage& stage = opened(state);
  for (size_t written = 0; written < 8;) {
    const Result<size_t> result = stage.probe->write(bytes_of(&"farewell"[written]));
    assert_true(result.ok());
    written += result.value();
  }
  stage.probe->close();
  uint8_t got[32];
  size_t filled = 0;
  for (int i = 0; i < kTurnsMax && !stage.rig->peer().ended(); ++i) {
    filled += stage.rig->peer().receive({got + filled, sizeof got - filled});
    stage.rig->turn();
  }
  assert_true(stage.rig->peer().ended());
  assert_int_equal(filled, 8);
  assert_memory_equal(got, "farewell", 8);
}

void a_connection_on_which_nothing_is_said_closes_in_good_order(void** state) {
  Stage& stage = opened(state);
  stage.probe->close();
  uint8_t byte;
  for (int i = 0; i < kTurnsMax && !stage.rig->peer().ended(); ++i) {
    assert_int_equal(stage.rig->peer().receive({&byte, 1}), 0);
    stage.rig->turn();
  }
  assert_true(stage.rig->peer().ended());
}

void an_empty_write_takes_nothing(void** state) {
  Stage& stage = opened(state);
  const Result<size_t> result = stage.probe->write({nullptr, 0});
  assert_true(result.ok());
  assert_int_equal(result.value(), 0);
}

}  // namespace

int run_transport_contract(const char* port, Rig* (*make)()) {
  make_rig = make;
#define UC8_CONTRACT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      UC8_CONTRACT(open_completes_and_a_further_call_says_so_again),
      UC8_CONTRACT(open_that_is_repeated_without_being_woken_changes_nothing),
      UC8_CONTRACT(a_read_that_would_block_is_followed_by_exactly_one_on_ready),
      UC8_CONTRACT(two_reads_that_would_block_share_one_on_ready),
      UC8_CONTRACT(who_does_not_read_is_not_woken),
      UC8_CONTRACT(a_reader_that_stops_holds_its_peer_back),
      UC8_CONTRACT(one_on_ready_discharges_reading_and_writing),
      UC8_CONTRACT(a_blocked_write_goes_on_with_the_same_bytes_and_more),
      UC8_CONTRACT(bytes_survive_both_ways_in_chunks_of_any_size),
      UC8_CONTRACT(calls_without_a_wake_up_between_them_do_no_harm),
      UC8_CONTRACT(what_came_before_the_end_is_read_before_the_end),
      UC8_CONTRACT(an_end_wakes_a_reader),
      UC8_CONTRACT(a_broken_connection_is_connection_lost_with_its_cause),
      UC8_CONTRACT(nobody_is_woken_after_close),
      UC8_CONTRACT(close_may_come_at_every_moment_of_open_and_open_again_at_once),
      UC8_CONTRACT(close_is_idempotent_and_open_follows_at_once),
      UC8_CONTRACT(a_new_connection_has_no_bytes_of_the_old),
      UC8_CONTRACT(close_delivers_what_was_written_and_then_the_end),
      UC8_CONTRACT(a_connection_on_which_nothing_is_said_closes_in_good_order),
      UC8_CONTRACT(an_empty_write_takes_nothing),
  };
#undef UC8_CONTRACT
  return cmocka_run_group_tests_name(port, tests, nullptr, nullptr);
}

}  // namespace uc8::test
