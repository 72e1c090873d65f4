// SPDX-License-Identifier: Apache-2.0
//
// What UvTcp promises beyond the contract of all Transports.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "contract/allocations.h"
#include "contract/uv_tcp_rig.h"
#include "support/cmocka.h"

namespace {

int poll_changes = 0;

}  // namespace

// Takes the place of libc's, to count how often libuv tells the kernel what it waits for.
extern "C" int epoll_ctl(int poll, int change, int file, epoll_event* event) noexcept {
  ++poll_changes;
  return static_cast<int>(syscall(SYS_epoll_ctl, poll, change, file, event));
}

namespace {

using uc8::Error;
using uc8::Fault;
using uc8::Origin;
using uc8::Result;
using uc8::test::Probe;
using uc8::test::UvTcpRig;

struct Stage {
  UvTcpRig* rig;
  Probe* probe;
};

int set_up(void** state) {
  auto* rig = new UvTcpRig;
  *state = new Stage{rig, new Probe(*rig)};
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

Stage& opened(void** state) {
  Stage& stage = stage_of(state);
  assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::ok);
  return stage;
}

// A port of the loopback at which nobody listens.
uint16_t closed_port() {
  const uc8::test::LoopbackPeer gone;
  return gone.port();
}

void a_refused_connection_is_connection_lost_by_econnrefused(void** state) {
  Stage& stage = stage_of(state);
  stage.rig->set_endpoint({"127.0.0.1", closed_port()});
  assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::connection_lost);
  const Fault fault = stage.rig->tcp().last_fault();
  assert_int_equal(fault.error, Error::connection_lost);
  assert_int_equal(fault.origin, Origin::system);
  assert_int_equal(fault.detail, ECONNREFUSED);
  assert_int_equal(stage.probe->open(), Error::connection_lost);  // Until close().
}

void after_a_failure_it_opens_again(void** state) {
  Stage& stage = stage_of(state);
  const uc8::Endpoint good = stage.rig->endpoint();
  stage.rig->set_endpoint({"127.0.0.1", closed_port()});
  assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::connection_lost);
  stage.probe->close();
  stage.rig->set_endpoint(good);
  assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::ok);
  assert_int_equal(stage.rig->tcp().last_fault().error, Error::ok);
}

void an_address_out_of_reach_is_connection_lost(void** state) {
  Stage& stage = stage_of(state);
  stage.rig->set_endpoint({"255.255.255.255", 9});  // Not connectable: fails inside open().
  assert_int_equal(stage.probe->open(), Error::connection_lost);
  assert_int_not_equal(stage.rig->tcp().last_fault().detail, 0);
}

volatile sig_atomic_t pipes_broken = 0;

void on_sigpipe(int) {
  pipes_broken = pipes_broken + 1;
}

void sigpipe_is_not_raised_and_the_handler_is_left_alone(void** state) {
  Stage& stage = opened(state);
  struct sigaction own = {};
  own.sa_handler = on_sigpipe;
  assert_int_equal(sigaction(SIGPIPE, &own, nullptr), 0);
  stage.rig->loopback().leave();
  assert_int_equal(stage.probe->write(uc8::bytes_of("x")).value(), 1);  // Answered by a reset.
  uc8::test::settle(*stage.rig);
  assert_int_equal(stage.probe->write(uc8::bytes_of("x")).error(), Error::connection_lost);
  assert_int_equal(stage.rig->tcp().last_fault().detail, EPIPE);
  assert_int_equal(pipes_broken, 0);
  struct sigaction now = {};
  assert_int_equal(sigaction(SIGPIPE, nullptr, &now), 0);
  assert_ptr_equal(now.sa_handler, on_sigpipe);
}

void a_write_to_a_reset_connection_says_so(void** state) {
  Stage& stage = opened(state);
  stage.rig->peer().reset();
  uc8::test::settle(*stage.rig);
  assert_int_equal(stage.probe->write(uc8::bytes_of("x")).error(), Error::connection_lost);
  const int detail = stage.rig->tcp().last_fault().detail;
  assert_true(detail == ECONNRESET || detail == EPIPE);
}

void nothing_is_allocated_once_it_is_open(void** state) {
  Stage& stage = opened(state);
  static uint8_t block[1024];
  const auto exchange = [&stage](int times) {
    for (int i = 0; i < times; ++i) {
      (void)stage.rig->peer().send({block, sizeof block});
      (void)stage.probe->write({block, sizeof block});
      while (stage.probe->read({block, sizeof block}).ok()) {
      }
      while (stage.rig->peer().receive({block, sizeof block}) > 0) {
      }
      stage.rig->turn();
    }
  };
  const int before = uc8::test::allocations();
  exchange(1000);
  assert_int_equal(uc8::test::allocations(), before);
  if (!uc8::test::allocations_are_counted()) _skip(__FILE__, __LINE__);
  void* volatile memory = malloc(1);
  free(memory);
  assert_int_equal(uc8::test::allocations(), before + 1);  // The counter counts.
}

// Reads all there is, as a core does, from within on_ready().
class Reader final : public uc8::Transport::Waker {
 public:
  void on_ready() override {
    ++wakes;
    uint8_t bytes[16];
    while (transport->read({bytes, sizeof bytes}).ok()) {
    }
  }
  uc8::Transport* transport = nullptr;
  int wakes = 0;
};

void a_reader_that_keeps_up_costs_no_system_call_but_its_reads(void** state) {
  Stage& stage = stage_of(state);
  uc8::UvTcp& tcp = stage.rig->tcp();
  static Reader reader;
  reader.transport = &tcp;
  Error error = tcp.open(stage.rig->endpoint(), reader);
  for (int i = 0; i < uc8::test::kTurnsMax && error == Error::would_block; ++i) {
    stage.rig->turn();
    error = tcp.open(stage.rig->endpoint(), reader);
  }
  assert_int_equal(error, Error::ok);
  reader.on_ready();  // Arms.
  uc8::test::settle(*stage.rig);
  const int wakes = reader.wakes;
  const int changes = poll_changes;
  assert_int_not_equal(changes, 0);  // Connecting took some: the counter counts.
  for (int i = 0; i < 5; ++i) {
    assert_int_equal(stage.rig->peer().send(uc8::bytes_of("x")), 1);
    uc8::test::settle(*stage.rig);
  }
  assert_int_equal(reader.wakes, wakes + 5);
  assert_int_equal(poll_changes, changes);
}

void a_reader_that_stops_leaves_the_loop_asleep(void** state) {
  Stage& stage = opened(state);
  uint8_t byte;
  assert_int_equal(stage.probe->read({&byte, 1}).error(), Error::would_block);
  assert_int_equal(stage.rig->peer().send(uc8::bytes_of("waiting")), 7);
  assert_true(turn_until_woken(*stage.rig, *stage.probe));
  uc8::test::settle(*stage.rig);  // It does not read.
  pollfd loop = {uv_backend_fd(&stage.rig->uv().loop()), POLLIN, 0};
  assert_int_equal(poll(&loop, 1, 0), 0);
}

void it_is_idle_a_turn_after_close_and_not_before(void** state) {
  Stage& stage = opened(state);
  assert_false(stage.rig->tcp().idle());
  stage.probe->close();
  assert_false(stage.rig->tcp().idle());
  stage.rig->turn();
  stage.rig->turn();
  assert_true(stage.rig->tcp().idle());
}

void a_close_over_unread_bytes_loses_nothing_that_was_written(void** state) {
  Stage& stage = opened(state);
  static uint8_t block[64 * 1024];
  size_t written = 0;
  for (;;) {  // More than the kernel can send before the peer reads.
    const Result<size_t> result = stage.probe->write({block, sizeof block});
    if (!result.ok()) break;
    written += result.value();
  }
  assert_int_equal(stage.rig->peer().send(uc8::bytes_of("never read")), 10);
  stage.probe->close();
  size_t size = 0;
  for (int i = 0; i < uc8::test::kTurnsMax && !stage.rig->peer().ended(); ++i) {
    size += stage.rig->peer().receive({block, sizeof block});
    stage.rig->turn();
  }
  assert_true(stage.rig->peer().ended());
  assert_int_equal(size, written);
}

int open_descriptors() {
  int count = 0;
  for (int i = 0; i < 1024; ++i) count += fcntl(i, F_GETFD) >= 0 ? 1 : 0;
  return count;
}

void no_descriptor_is_left_behind(void** state) {
  Stage& stage = opened(state);
  const uc8::Endpoint good = stage.rig->endpoint();
  const uint16_t closed = closed_port();
  stage.probe->close();
  stage.rig->loopback().leave();
  const int before = open_descriptors();
  for (int i = 0; i < 5; ++i) {
    stage.rig->set_endpoint({"127.0.0.1", closed});
    assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::connection_lost);
    stage.probe->close();
    stage.rig->set_endpoint(good);
    (void)stage.probe->open();  // Closed while it connects.
    stage.probe->close();
    assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::ok);
    stage.probe->close();
    uc8::test::settle(*stage.rig);
    stage.rig->loopback().leave();
  }
  assert_int_equal(open_descriptors(), before);
}

// The socket that is connected to `port`; -1: none.
int socket_to(uint16_t port) {
  for (int i = 0; i < 1024; ++i) {
    sockaddr_in peer = {};
    socklen_t size = sizeof peer;
    const bool found = getpeername(i, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
    if (found && ntohs(peer.sin_port) == port) return i;
  }
  return -1;
}

int option_of(int socket, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(socket, level, name, &value, &size) == 0 ? value : -1;
}

int set_up_with_options(void** state) {
  uc8::UvTcpOptions options;
  options.user_timeout_ms = 7000;
  options.keepalive_s = 33;
  options.no_delay = false;
  auto* rig = new UvTcpRig(nullptr, options);
  *state = new Stage{rig, new Probe(*rig)};
  return 0;
}

void the_options_are_the_sockets(void** state) {
  Stage& stage = opened(state);
  const int socket = socket_to(stage.rig->endpoint().port);
  assert_int_equal(option_of(socket, IPPROTO_TCP, TCP_USER_TIMEOUT), 7000);
  assert_int_equal(option_of(socket, SOL_SOCKET, SO_KEEPALIVE), 1);
  assert_int_equal(option_of(socket, IPPROTO_TCP, TCP_KEEPIDLE), 33);
  assert_int_equal(option_of(socket, IPPROTO_TCP, TCP_KEEPINTVL), 33);
  assert_int_equal(option_of(socket, IPPROTO_TCP, TCP_NODELAY), 0);
}

void without_options_the_system_decides_but_nothing_is_delayed(void** state) {
  Stage& stage = opened(state);
  const int socket = socket_to(stage.rig->endpoint().port);
  assert_int_equal(option_of(socket, IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
  assert_int_equal(option_of(socket, SOL_SOCKET, SO_KEEPALIVE), 0);
  assert_int_not_equal(option_of(socket, IPPROTO_TCP, TCP_NODELAY), 0);
  assert_int_equal(fcntl(socket, F_GETFD), FD_CLOEXEC);
}

void a_refusal_after_a_connection_closes_nothing_twice(void** state) {
  Stage& stage = opened(state);
  stage.probe->close();
  stage.rig->set_endpoint({"127.0.0.1", closed_port()});
  assert_int_equal(open_fully(*stage.rig, *stage.probe), Error::connection_lost);
  const int other = dup(0);  // Takes the number of the socket of the first connection.
  stage.probe->close();
  assert_int_equal(close(other), 0);
}

}  // namespace

int main() {
#define UC8_TCP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      UC8_TCP(a_refused_connection_is_connection_lost_by_econnrefused),
      UC8_TCP(after_a_failure_it_opens_again),
      UC8_TCP(an_address_out_of_reach_is_connection_lost),
      UC8_TCP(sigpipe_is_not_raised_and_the_handler_is_left_alone),
      UC8_TCP(a_write_to_a_reset_connection_says_so),
      UC8_TCP(nothing_is_allocated_once_it_is_open),
      UC8_TCP(a_reader_that_keeps_up_costs_no_system_call_but_its_reads),
      UC8_TCP(a_reader_that_stops_leaves_the_loop_asleep),
      UC8_TCP(it_is_idle_a_turn_after_close_and_not_before),
      UC8_TCP(a_close_over_unread_bytes_loses_nothing_that_was_written),
      UC8_TCP(no_descriptor_is_left_behind),
      cmocka_unit_test_setup_teardown(the_options_are_the_sockets, set_up_with_options, tear_down),
      UC8_TCP(without_options_the_system_decides_but_nothing_is_delayed),
      UC8_TCP(a_refusal_after_a_connection_closes_nothing_twice),
  };
  return cmocka_run_group_tests_name("libuv TCP, beyond", tests, nullptr, nullptr);
}
