// SPDX-License-Identifier: Apache-2.0
//
// A second connection is cheaper than the first, as the server counts it.
#include <new>

#include "contract/tls_stage.h"
#include "support/cmocka.h"

namespace {

using uc8::Error;
using uc8::test::tls_stage;
using uc8::test::TlsServerOptions;
using uc8::test::TlsStage;

bool use_1_3 = false;

TlsServerOptions server() {
  TlsServerOptions options = uc8::test::good_server();
  options.tls_1_3 = use_1_3;
  return options;
}

// TLS 1.3 sends its tickets after the handshake: they come with a read.
void read_what_there_is(TlsStage& stage) {
  uint8_t byte;
  for (int i = 0; i < 3; ++i) {
    uc8::test::settle(*stage.rig);
    assert_int_equal(stage.probe->read({&byte, 1}).error(), Error::would_block);
  }
}

// Opens, uses and closes a connection. Whether both sides call it resumed.
bool visit(TlsStage& stage) {
  const int before = stage.rig->server.resumed;
  assert_int_equal(stage.open(), Error::ok);
  read_what_there_is(stage);
  const bool resumed = stage.rig->server.resumed > before;
  assert_int_equal(stage.rig->tls.resumed(), resumed);
  stage.close();
  return resumed;
}

// A new server at the old place, with new ticket keys.
void restart_server(TlsStage& stage) {
  stage.rig->server.~TlsServer();
  new (&stage.rig->server) uc8::test::TlsServer(stage.rig->memory(), server());
}

void every_reconnect_resumes(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(server());
  assert_false(visit(stage));
  for (int i = 0; i < 5; ++i) assert_true(visit(stage));
  assert_int_equal(stage.rig->server.handshakes, 6);
}

void a_resumed_connection_carries_bytes(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(server());
  assert_false(visit(stage));
  assert_int_equal(stage.open(), Error::ok);
  assert_true(stage.rig->tls.resumed());
  assert_int_equal(stage.probe->write(uc8::bytes_of("hello")).value(), 5);
  uint8_t got[8];
  assert_int_equal(stage.rig->server.receive({got, sizeof got}), 5);
  assert_memory_equal(got, "hello", 5);
}

void a_forgotten_session_is_not_offered(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(server());
  assert_false(visit(stage));
  stage.rig->tls.forget_session();
  assert_false(visit(stage));
  assert_true(visit(stage));
}

void another_host_or_port_is_not_offered_the_session(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(server());
  assert_false(visit(stage));
  stage.set_host("other");
  assert_false(visit(stage));
  assert_true(visit(stage));
  stage.rig->set_endpoint({"other", 2});
  assert_false(visit(stage));
  assert_true(visit(stage));
}

void a_server_that_has_forgotten_gets_a_full_handshake(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(server());
  assert_false(visit(stage));
  restart_server(stage);
  assert_false(visit(stage));
  assert_true(visit(stage));
}

void a_server_without_tickets_gets_full_handshakes(void** state) {
  TlsStage& stage = tls_stage(state);
  TlsServerOptions options = server();
  options.tickets = false;
  stage.build(options);
  assert_false(visit(stage));
  assert_false(visit(stage));
}

void a_handshake_that_fails_takes_the_session_with_it(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(server());
  assert_false(visit(stage));
  // A peer that answers the offer with something that is not TLS.
  Error error = stage.probe->open();
  for (int i = 0; i < 100 && error == Error::would_block; ++i) {
    stage.rig->memory().turn();
    if (stage.rig->memory().is_open())
      (void)stage.rig->memory().send(uc8::bytes_of("HTTP/1.1 400\r\n"));
    error = stage.probe->open();
  }
  assert_int_equal(error, Error::tls_failed);
  stage.close();
  assert_false(visit(stage));
}

void who_trusts_anyone_resumes_as_well_and_knows_when_it_does_not(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(server(), false);
  stage.rig->trust.trust_anyone();
  assert_false(visit(stage));
  assert_true(visit(stage));
  restart_server(stage);
  assert_false(visit(stage));  // An offer, and no certificate that anyone would object to.
}

int run(const char* title) {
#define UC8_TLS(name) \
  cmocka_unit_test_setup_teardown(name, uc8::test::set_up_tls, uc8::test::tear_down_tls)
  const struct CMUnitTest tests[] = {
      UC8_TLS(every_reconnect_resumes),
      UC8_TLS(a_resumed_connection_carries_bytes),
      UC8_TLS(a_forgotten_session_is_not_offered),
      UC8_TLS(another_host_or_port_is_not_offered_the_session),
      UC8_TLS(a_server_that_has_forgotten_gets_a_full_handshake),
      UC8_TLS(a_server_without_tickets_gets_full_handshakes),
      UC8_TLS(a_handshake_that_fails_takes_the_session_with_it),
      UC8_TLS(who_trusts_anyone_resumes_as_well_and_knows_when_it_does_not),
  };
  return cmocka_run_group_tests_name(title, tests, nullptr, nullptr);
}

}  // namespace

int main() {
  int failures = run("TLS 1.2 sessions");
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  use_1_3 = true;
  failures += run("TLS 1.3 sessions");
#endif
  return failures;
}
