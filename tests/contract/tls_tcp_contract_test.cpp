// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <mbedtls/version.h>  // Brings the configuration.

#include "contract/tls_rig.h"
#include "contract/transport_contract.h"
#include "contract/uv_tcp_rig.h"

namespace {

uc8::test::Rig* make() {
  return new uc8::test::TlsRig(new uc8::test::UvTcpRig, uc8::test::good_server());
}

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
uc8::test::Rig* make_1_3() {
  uc8::test::TlsServerOptions options = uc8::test::good_server();
  options.tls_1_3 = true;
  return new uc8::test::TlsRig(new uc8::test::UvTcpRig, options);
}
#endif

int open_descriptors() {
  int count = 0;
  for (int i = 0; i < 1024; ++i) count += fcntl(i, F_GETFD) >= 0 ? 1 : 0;
  return count;
}

struct Line {
  uc8::test::UvTcpRig* tcp;
  uc8::test::TlsRig* rig;
  uc8::test::Probe* probe;
};

// Opens; the peer resets the connection after so many turns, or as soon as it is open. What the
// core is told.
uc8::Error open_and_be_reset(Line& line, int turns) {
  bool is_open = false;
  uint8_t byte;
  for (int i = 0; i < uc8::test::kTurnsMax; ++i) {
    const uc8::Error error = is_open ? line.probe->read({&byte, 1}).error() : line.probe->open();
    const bool opens = !is_open && error == uc8::Error::ok;
    if (!opens && error != uc8::Error::would_block) return error;
    is_open = is_open || opens;
    if (i == turns || opens) line.tcp->loopback().reset();
    line.rig->turn();
  }
  return uc8::Error::would_block;
}

void a_reset_at_any_step_is_connection_lost_and_leaves_no_descriptor(void**) {
  Line line;
  line.tcp = new uc8::test::UvTcpRig;
  line.rig = new uc8::test::TlsRig(line.tcp, uc8::test::good_server());
  line.probe = new uc8::test::Probe(*line.rig);
  int before = 0;
  for (int turns = 0; turns < 25; ++turns) {
    if (turns % 2 == 0) line.rig->tls.forget_session();
    assert_int_equal(open_and_be_reset(line, turns), uc8::Error::connection_lost);
    assert_int_equal(line.rig->tls.last_fault().error, uc8::Error::connection_lost);
    line.probe->close();
    uc8::test::settle(*line.rig);
    line.tcp->loopback().leave();
    if (turns == 0) before = open_descriptors();
    assert_int_equal(open_descriptors(), before);
  }
  assert_int_equal(open_fully(*line.rig, *line.probe), uc8::Error::ok);
  line.probe->close();
  for (int i = 0; i < uc8::test::kTurnsMax && !line.rig->idle(); ++i) line.rig->turn();
  assert_null(line.probe->violation);
  delete line.probe;
  delete line.rig;
}

}  // namespace

int main() {
  int failures = uc8::test::run_transport_contract("TLS over libuv TCP", make);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  failures += uc8::test::run_transport_contract("TLS 1.3 over libuv TCP", make_1_3);
#endif
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_reset_at_any_step_is_connection_lost_and_leaves_no_descriptor),
  };
  return failures +
         cmocka_run_group_tests_name("TLS over libuv TCP, beyond", tests, nullptr, nullptr);
}
