// SPDX-License-Identifier: Apache-2.0
//
// stdout that is slow, closed, shared or full.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/output.h"
#include "support/cmocka.h"

using namespace uc8::cli;

namespace {

// More than a pipe or a socket holds.
constexpr size_t kMuch = 1 << 20;

/// Never destroyed: its loop may still know the output.
struct Fixture {
  uv_loop_t loop{};
  int ends[2] = {-1, -1};
  int progress = 0;
  std::unique_ptr<Output> output;

  void attach(int descriptor) {
    uv_loop_init(&loop);
    output = std::make_unique<Output>(loop, descriptor, [this] { ++progress; });
  }
  void connect(bool socket) {
    const int status = socket ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : pipe(ends);
    if (status != 0) abort();
    attach(ends[1]);
  }
  size_t read_all() {
    static char bytes[kMuch];
    const ssize_t size = read(ends[0], bytes, sizeof bytes);
    return size > 0 ? static_cast<size_t>(size) : 0;
  }
};

Fixture& new_fixture() {
  static std::vector<Fixture*>& all = *new std::vector<Fixture*>;
  all.push_back(new Fixture);
  return *all.back();
}

bool reader_decides(bool socket) {
  Fixture& fixture = new_fixture();
  fixture.connect(socket);
  Output& output = *fixture.output;
  output.buffer().append(kMuch, 'x');
  output.flush();  // A write that waits hangs here.
  if (!output.is_blocked() || output.written() == 0 || output.written() >= kMuch) return false;
  if ((fcntl(fixture.ends[1], F_GETFL) & O_NONBLOCK) != 0) return false;
  size_t got = 0;
  while (got < kMuch) {
    got += fixture.read_all();
    uv_run(&fixture.loop, UV_RUN_NOWAIT);
  }
  return got == kMuch && !output.is_blocked() && output.pending_size() == 0 &&
         output.written() == kMuch && output.given() == kMuch && fixture.progress > 0;
}

void an_unread_pipe_makes_nobody_wait(void**) {
  assert_true(reader_decides(false));
}
void an_unread_socket_makes_nobody_wait(void**) {
  assert_true(reader_decides(true));
}

int error_when_closed(bool socket, bool while_blocked) {
  Fixture& fixture = new_fixture();
  fixture.connect(socket);
  Output& output = *fixture.output;
  if (while_blocked) {
    output.buffer().append(kMuch, 'x');
    output.flush();
  }
  close(fixture.ends[0]);
  output.buffer() += "y";
  if (while_blocked) {
    uv_run(&fixture.loop, UV_RUN_NOWAIT);
  } else {
    output.flush();
  }
  return output.written() < output.given() ? output.error() : -1;
}

void a_closed_reader_is_an_error_and_no_signal(void**) {
  for (const bool while_blocked : {false, true}) {
    assert_int_equal(error_when_closed(false, while_blocked), EPIPE);
    const int error = error_when_closed(true, while_blocked);
    assert_true(error == EPIPE || error == ECONNRESET);
  }
}

int error_of(int descriptor) {
  Fixture& fixture = new_fixture();
  fixture.attach(descriptor);
  fixture.output->buffer() += "x";
  fixture.output->flush();
  return fixture.output->error();
}

void a_full_disk_and_a_closed_descriptor_are_errors(void**) {
  const int full = open("/dev/full", O_WRONLY);
  assert_true(full >= 0);
  assert_int_equal(error_of(full), ENOSPC);
  close(full);
  assert_int_equal(error_of(9999), EBADF);
}

}  // namespace

int main() {
  signal(SIGPIPE, SIG_IGN);  // As the program does.
  const CMUnitTest tests[] = {
      cmocka_unit_test(an_unread_pipe_makes_nobody_wait),
      cmocka_unit_test(an_unread_socket_makes_nobody_wait),
      cmocka_unit_test(a_closed_reader_is_an_error_and_no_signal),
      cmocka_unit_test(a_full_disk_and_a_closed_descriptor_are_errors),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
