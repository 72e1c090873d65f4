// SPDX-License-Identifier: Apache-2.0
//
// The port to nothing answers, and answers no.
#include "uc8/port/none.h"

#include "support/cmocka.h"

namespace {

using uc8::Error;

class NeverWoken final : public uc8::Transport::Waker {
 public:
  void on_ready() override { fail(); }
};

void nothing_connects(void**) {
  uc8::NoTransport transport;
  NeverWoken waker;
  const uc8::Endpoint endpoint = {"127.0.0.1", 443};
  uint8_t byte = 0;
  assert_int_equal(transport.open(endpoint, waker), Error::connection_lost);
  assert_int_equal(transport.read({&byte, 1}).error(), Error::connection_lost);
  assert_int_equal(transport.write({&byte, 1}).error(), Error::connection_lost);
  assert_int_equal(transport.last_fault().error, Error::connection_lost);
  transport.close();
}

class NeverDue final : public uc8::Runtime::Deadline {
 public:
  void on_deadline() override { fail(); }
};

void time_stands_still_and_there_are_no_dice(void**) {
  uc8::NoRuntime runtime;
  NeverDue deadline;
  uint8_t byte = 0;
  runtime.arm(deadline, 0);
  assert_int_equal(runtime.now(), 0);
  runtime.disarm(deadline);
  assert_int_equal(runtime.entropy({&byte, 1}), Error::connection_lost);
}

}  // namespace

int main() {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_connects),
      cmocka_unit_test(time_stands_still_and_there_are_no_dice),
  };
  return cmocka_run_group_tests_name("no port", tests, nullptr, nullptr);
}
