// SPDX-License-Identifier: Apache-2.0
//
// From a name to a connection: resolvers, and the race between addresses.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../ports/libuv/ip_address.h"
#include "contract/uv_tcp_rig.h"
#include "support/cmocka.h"
#include "uc8/port/uv_resolver.h"

namespace {

using uc8::Error;
using uc8::IpAddress;
using uc8::Resolver;
using uc8::test::Probe;
using uc8::test::UvTcpRig;

IpAddress v4(uint8_t last) {
  IpAddress address;
  const uint8_t octets[4] = {127, 0, 0, last};
  for (int i = 0; i < 4; ++i) address.octets[i] = octets[i];
  return address;
}

IpAddress v6(uint8_t last) {
  IpAddress address;
  address.family = IpAddress::Family::v6;
  address.octets[15] = last;
  return address;
}

// Answers when the test says so.
class FakeResolver final : public Resolver {
 public:
  int resolve(Query& query, const char* host) override {
    asked = host;
    ++questions;
    if (refusal == 0) pending = &query;
    return refusal;
  }
  void cancel(Query& query) override {
    if (pending == &query) pending = nullptr;
    ++cancels;
  }
  void answer() {
    Query* const query = pending;
    pending = nullptr;
    if (query != nullptr) query->on_answer({list, count, code});
  }

  const char* asked = "";
  IpAddress list[10];
  size_t count = 0;
  int code = 0;
  int refusal = 0;
  int questions = 0;
  int cancels = 0;
  Query* pending = nullptr;
};

// Sockets that never answer a connection: listening, and full.
class SilentHost {
 public:
  void listen_at(uint8_t last, uint16_t port) {
    const IpAddress address = v4(last);
    sockaddr_storage at;
    const socklen_t size = uc8::to_sockaddr(address, port, &at);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int on = 1;
    (void)setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ok = ok && bind(listener, reinterpret_cast<sockaddr*>(&at), size) == 0;
    ok = ok && listen(listener, 0) == 0;
    sockets[count++] = listener;
    for (int i = 0; i < 3; ++i) {  // More than its queue takes.
      const int filler = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      (void)connect(filler, reinterpret_cast<sockaddr*>(&at), size);
      sockets[count++] = filler;
    }
  }
  ~SilentHost() {
    for (size_t i = 0; i < count; ++i) (void)close(sockets[i]);
  }
  int sockets[32] = {};
  size_t count = 0;
  bool ok = true;
};

struct Stage {
  FakeResolver resolver;
  SilentHost silent;
  UvTcpRig* rig = nullptr;
  Probe* probe = nullptr;
};

Stage& make_stage(void** state, uint32_t attempt_delay_ms) {
  auto* stage = new Stage;
  uc8::UvTcpOptions options;
  options.attempt_delay_ms = attempt_delay_ms;
  stage->rig = new UvTcpRig(&stage->resolver, options);
  stage->probe = new Probe(*stage->rig);
  stage->rig->set_endpoint({"name.example", stage->rig->loopback().port()});
  *state = stage;
  return *stage;
}

int set_up(void** state) {
  (void)make_stage(state, 1);
  return 0;
}

int set_up_patient(void** state) {
  (void)make_stage(state, 600'000);  // Longer than any test: the next address waits for a failure.
  return 0;
}

int tear_down(void** state) {
  auto* stage = static_cast<Stage*>(*state);
  const int outcome = uc8::test::take_down(stage->rig, stage->probe);
  delete stage;
  return outcome;
}

Stage& stage_of(void** state) {
  return *static_cast<Stage*>(*state);
}

// Opens against the addresses in the resolver; the result of open().
Error open_by_name(Stage& stage) {
  if (stage.probe->open() != Error::would_block) return Error::wrong_state;
  stage.resolver.answer();
  return open_fully(*stage.rig, *stage.probe);
}

void give(Stage& stage, const IpAddress& address) {
  stage.resolver.list[stage.resolver.count++] = address;
}

void a_name_that_does_not_resolve_says_so_with_the_resolvers_code(void** state) {
  Stage& stage = stage_of(state);
  stage.resolver.code = -3008;
  assert_int_equal(open_by_name(stage), Error::name_not_resolved);
  assert_string_equal(stage.resolver.asked, "name.example");
  assert_int_equal(stage.rig->tcp().last_fault().error, Error::name_not_resolved);
  assert_int_equal(stage.rig->tcp().last_fault().detail, -3008);
  assert_int_equal(stage.probe->wakes, 1);
}

void a_resolver_that_refuses_the_question_fails_open_at_once(void** state) {
  Stage& stage = stage_of(state);
  stage.resolver.refusal = -22;
  assert_int_equal(stage.probe->open(), Error::name_not_resolved);
  assert_int_equal(stage.rig->tcp().last_fault().detail, -22);
}

void an_address_needs_no_resolver(void** state) {
  Stage& stage = stage_of(state);
  stage.rig->set_endpoint({"127.0.0.1", stage.rig->loopback().port()});
  assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::ok);
  assert_int_equal(stage.resolver.questions, 0);
}

void close_cancels_the_question_and_the_next_open_asks_again(void** state) {
  Stage& stage = stage_of(state);
  give(stage, v4(1));
  assert_int_equal(stage.probe->open(), Error::would_block);
  stage.probe->close();
  assert_int_equal(stage.resolver.cancels, 1);
  stage.resolver.answer();  // To nobody.
  assert_int_equal(open_by_name(stage), Error::ok);
  assert_int_equal(stage.resolver.questions, 2);
}

void a_refused_address_gives_way_to_the_next_at_once(void** state) {
  Stage& stage = stage_of(state);  // Patient: only a failure starts the next attempt.
  give(stage, v4(99));
  give(stage, v6(1));
  give(stage, v4(1));
  assert_int_equal(open_by_name(stage), Error::ok);
  assert_int_equal(stage.rig->loopback().connections(), 1);
}

void when_every_address_refuses_the_last_errno_is_told(void** state) {
  Stage& stage = stage_of(state);
  for (uint8_t last = 90; last < 99; ++last) give(stage, v4(last));
  assert_int_equal(open_by_name(stage), Error::connection_lost);
  assert_int_equal(stage.rig->tcp().last_fault().detail, ECONNREFUSED);
}

void a_silent_address_does_not_hold_up_the_next(void** state) {
  Stage& stage = stage_of(state);
  stage.silent.listen_at(3, stage.rig->loopback().port());
  assert_true(stage.silent.ok);
  give(stage, v4(3));
  give(stage, v4(1));
  assert_int_equal(open_by_name(stage), Error::ok);
  assert_int_equal(stage.rig->loopback().connections(), 1);
}

void a_silent_address_is_given_its_time(void** state) {
  Stage& stage = stage_of(state);  // Patient.
  stage.silent.listen_at(4, stage.rig->loopback().port());
  assert_true(stage.silent.ok);
  give(stage, v4(4));
  give(stage, v4(1));
  assert_int_equal(stage.probe->open(), Error::would_block);
  stage.resolver.answer();
  uc8::test::settle(*stage.rig);
  assert_int_equal(stage.rig->loopback().connections(), 0);
  assert_int_equal(stage.probe->wakes, 0);
}

void more_silent_addresses_than_attempts_at_once_do_not_hide_a_good_one(void** state) {
  Stage& stage = stage_of(state);
  for (uint8_t last = 10; last < 17; ++last) {
    stage.silent.listen_at(last, stage.rig->loopback().port());
    give(stage, v4(last));
  }
  assert_true(stage.silent.ok);
  give(stage, v4(1));  // The eighth.
  assert_int_equal(open_by_name(stage), Error::ok);
}

void close_in_the_middle_of_the_race_and_open_again_at_once(void** state) {
  Stage& stage = stage_of(state);
  for (uint8_t last = 20; last < 23; ++last) {
    stage.silent.listen_at(last, stage.rig->loopback().port());
    give(stage, v4(last));
  }
  assert_true(stage.silent.ok);
  for (int turns = 0; turns < 8; ++turns) {
    assert_int_equal(stage.probe->open(), Error::would_block);
    stage.rig->turn();  // Lets go of the last race.
    stage.resolver.answer();
    for (int i = 0; i < turns; ++i) stage.rig->turn();
    stage.probe->close();
  }
  stage.resolver.count = 0;
  give(stage, v4(1));
  Error error = stage.probe->open();
  for (int i = 0; i < uc8::test::kTurnsMax && error == Error::would_block; ++i) {
    stage.rig->turn();
    stage.resolver.answer();
    error = stage.probe->open();
  }
  assert_int_equal(error, Error::ok);
}

void families_take_turns_and_keep_their_order(void**) {
  IpAddress from[6] = {v6(1), v6(2), v6(3), v4(1), v6(4), v4(2)};
  IpAddress to[8];
  assert_int_equal(uc8::take_turns(from, 6, to, 8), 6);
  const IpAddress expected[6] = {v6(1), v4(1), v6(2), v4(2), v6(3), v6(4)};
  for (int i = 0; i < 6; ++i) {
    assert_int_equal(to[i].family, expected[i].family);
    assert_memory_equal(to[i].octets, expected[i].octets, 16);
  }
  assert_int_equal(uc8::take_turns(from, 6, to, 2), 2);
  assert_int_equal(to[1].family, IpAddress::Family::v4);
  assert_int_equal(uc8::take_turns(from + 3, 1, to, 8), 1);
  assert_int_equal(uc8::take_turns(from, 0, to, 8), 0);
}

// --- The system's resolver.

class Question final : public Resolver::Query {
 public:
  void on_answer(const Answer& answer) override {
    ++answers;
    count = answer.count;
    code = answer.code;
    first = answer.count > 0 ? answer.list[0] : IpAddress();
  }
  IpAddress first;
  size_t count = 0;
  int code = 0;
  int answers = 0;
};

struct NameStage {
  uc8::test::UvTurn loop;
  uc8::UvResolver resolver{loop.loop()};
  Question questions[8];
};

int set_up_names(void** state) {
  *state = new NameStage;
  return 0;
}

int tear_down_names(void** state) {
  auto* stage = static_cast<NameStage*>(*state);
  for (int i = 0; i < uc8::test::kTurnsMax && !stage->resolver.idle(); ++i) stage->loop.turn();
  const bool idle = stage->resolver.idle();
  if (idle) delete stage;
  return idle ? 0 : -1;
}

void turn_until_idle(NameStage& stage) {
  for (int i = 0; i < uc8::test::kTurnsMax && !stage.resolver.idle(); ++i) stage.loop.turn();
}

void localhost_is_on_the_loopback(void** state) {
  auto& stage = *static_cast<NameStage*>(*state);
  Question& question = stage.questions[0];
  assert_int_equal(stage.resolver.resolve(question, "localhost"), 0);
  assert_int_equal(question.answers, 0);
  turn_until_idle(stage);
  assert_int_equal(question.answers, 1);
  assert_int_not_equal(question.count, 0);
  const bool is_v4 = question.first.family == IpAddress::Family::v4;
  const IpAddress expected = is_v4 ? v4(1) : v6(1);
  assert_memory_equal(question.first.octets, expected.octets, is_v4 ? 4 : 16);
}

void more_questions_than_lookups_wait_and_are_answered(void** state) {
  auto& stage = *static_cast<NameStage*>(*state);
  for (Question& question : stage.questions) {
    assert_int_equal(stage.resolver.resolve(question, "127.0.0.1"), 0);
  }
  turn_until_idle(stage);
  for (const Question& question : stage.questions) assert_int_equal(question.answers, 1);
}

void a_cancelled_question_is_not_answered_and_may_be_asked_again(void** state) {
  auto& stage = *static_cast<NameStage*>(*state);
  for (Question& question : stage.questions) {
    assert_int_equal(stage.resolver.resolve(question, "127.0.0.1"), 0);
  }
  stage.resolver.cancel(stage.questions[0]);  // Being looked up,
  stage.resolver.cancel(stage.questions[5]);  // waiting in the middle,
  stage.resolver.cancel(stage.questions[7]);  // at the end of the line.
  assert_int_equal(stage.resolver.resolve(stage.questions[7], "127.0.0.1"), 0);
  stage.resolver.cancel(stage.questions[0]);  // Harmless.
  turn_until_idle(stage);
  const int expected[8] = {0, 1, 1, 1, 1, 0, 1, 1};
  for (int i = 0; i < 8; ++i) assert_int_equal(stage.questions[i].answers, expected[i]);
}

// Of names that cannot be on the network, so that nobody there is asked.
void a_name_that_cannot_be_one_is_not_found_or_refused(void** state) {
  auto& stage = *static_cast<NameStage*>(*state);
  Question& label = stage.questions[0];
  static char name[400];
  for (size_t i = 0; i < 70; ++i) name[i] = 'a';  // Longer than any label.
  assert_int_equal(stage.resolver.resolve(label, name), 0);
  turn_until_idle(stage);
  assert_int_equal(label.answers, 1);
  assert_int_equal(label.count, 0);
  assert_true(label.code < 0);
  Question& whole = stage.questions[1];
  for (size_t i = 0; i + 1 < sizeof name; ++i) name[i] = 'a';  // Longer than any name.
  const int refusal = stage.resolver.resolve(whole, name);
  turn_until_idle(stage);
  assert_int_equal(whole.answers, refusal == 0 ? 1 : 0);
  assert_int_equal(whole.count, 0);
}

}  // namespace

int main() {
#define UC8_RACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define UC8_PATIENT(test) cmocka_unit_test_setup_teardown(test, set_up_patient, tear_down)
#define UC8_NAMES(test) cmocka_unit_test_setup_teardown(test, set_up_names, tear_down_names)
  const struct CMUnitTest tests[] = {
      UC8_RACE(a_name_that_does_not_resolve_says_so_with_the_resolvers_code),
      UC8_RACE(a_resolver_that_refuses_the_question_fails_open_at_once),
      UC8_RACE(an_address_needs_no_resolver),
      UC8_RACE(close_cancels_the_question_and_the_next_open_asks_again),
      UC8_PATIENT(a_refused_address_gives_way_to_the_next_at_once),
      UC8_PATIENT(when_every_address_refuses_the_last_errno_is_told),
      UC8_RACE(a_silent_address_does_not_hold_up_the_next),
      UC8_PATIENT(a_silent_address_is_given_its_time),
      UC8_RACE(more_silent_addresses_than_attempts_at_once_do_not_hide_a_good_one),
      UC8_RACE(close_in_the_middle_of_the_race_and_open_again_at_once),
      cmocka_unit_test(families_take_turns_and_keep_their_order),
      UC8_NAMES(localhost_is_on_the_loopback),
      UC8_NAMES(more_questions_than_lookups_wait_and_are_answered),
      UC8_NAMES(a_cancelled_question_is_not_answered_and_may_be_asked_again),
      UC8_NAMES(a_name_that_cannot_be_one_is_not_found_or_refused),
  };
  return cmocka_run_group_tests_name("libuv names", tests, nullptr, nullptr);
}
