// SPDX-License-Identifier: Apache-2.0
//
// What TlsTransport promises beyond the contract of all Transports.
#include <errno.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ssl_ciphersuites.h>

#include "contract/allocations.h"
#include "contract/tls_stage.h"
#include "support/cmocka.h"

namespace {

using uc8::Error;
using uc8::Origin;
using uc8::Result;
using uc8::test::tls_stage;
using uc8::test::TlsServerOptions;
using uc8::test::TlsStage;

// Opens against a peer that says `text` and is not TLS. The last result.
Error open_against(TlsStage& stage, const char* text, bool ends) {
  Error error = stage.probe->open();
  bool said = false;
  for (int i = 0; i < 100 && error == Error::would_block; ++i) {
    stage.rig->memory().turn();  // The TLS server has no turn.
    if (stage.rig->memory().is_open() && !said) {
      said = true;
      (void)stage.rig->memory().send(uc8::bytes_of(text));
      if (ends) stage.rig->memory().end();
    }
    error = stage.probe->open();
  }
  return error;
}

void plain_text_where_tls_should_be_is_tls_failed(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(open_against(stage, "HTTP/1.1 400 Bad Request\r\n\r\n", true),
                   Error::tls_failed);
  assert_int_equal(stage.fault().origin, Origin::tls);
  assert_int_equal(stage.probe->open(), Error::tls_failed);  // Until close().
}

void an_end_in_the_middle_of_the_handshake_is_connection_lost(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(open_against(stage, "", true), Error::connection_lost);
  assert_int_equal(stage.fault().detail, MBEDTLS_ERR_SSL_CONN_EOF);
}

void no_cipher_in_common_is_tls_failed(void** state) {
  TlsStage& stage = tls_stage(state);
  TlsServerOptions options = uc8::test::good_server();
  options.ciphersuite = MBEDTLS_TLS_PSK_WITH_AES_128_GCM_SHA256;  // Needs a key we do not share.
  stage.build(options);
  assert_int_equal(stage.open(), Error::tls_failed);
  assert_int_equal(stage.fault().detail, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
}

// A fatal alert as the first record of the server.
Error open_against_alert(TlsStage& stage, char number) {
  const char record[] = {21, 3, 3, 0, 2, 2, number, 0};
  Error error = stage.probe->open();
  for (int i = 0; i < 100 && error == Error::would_block; ++i) {
    stage.rig->memory().turn();
    if (stage.rig->memory().is_open()) {
      (void)stage.rig->memory().send({reinterpret_cast<const uint8_t*>(record), 7});
    }
    error = stage.probe->open();
  }
  return error;
}

void a_server_in_trouble_is_worth_another_try(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(open_against_alert(stage, 80), Error::connection_lost);  // internal_error
  stage.probe->close();
  assert_int_equal(open_against_alert(stage, 70), Error::tls_failed);  // protocol_version
  stage.probe->close();
  assert_int_equal(open_against_alert(stage, 40), Error::tls_failed);  // handshake_failure
}

void an_end_without_close_notify_is_connection_lost(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(stage.open(), Error::ok);
  assert_int_equal(stage.rig->server.send(uc8::bytes_of("half")), 4);
  stage.rig->server.cut();
  uc8::test::settle(*stage.rig);
  uint8_t got[8];
  assert_int_equal(stage.probe->read({got, sizeof got}).value(), 4);
  assert_int_equal(stage.probe->read({got, sizeof got}).error(), Error::connection_lost);
  assert_int_equal(stage.fault().origin, Origin::tls);
  assert_int_equal(stage.fault().detail, MBEDTLS_ERR_SSL_CONN_EOF);
  assert_int_equal(stage.probe->write({got, 1}).error(), Error::connection_lost);
}

void what_fails_below_is_told_as_it_is(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  stage.rig->memory().script.open_fault = {Error::name_not_resolved, Origin::system, -3008};
  assert_int_equal(stage.open(), Error::name_not_resolved);
  assert_int_equal(stage.fault().detail, -3008);
  stage.probe->close();
  stage.rig->memory().script.open_fault = {};
  // Breaks after each number of bytes: in every step of the handshake, and behind it.
  for (size_t bytes = 0; bytes < 3000; bytes += 97) {
    stage.rig->memory().script.fail_after_bytes = bytes;
    const Error error = stage.open();
    if (error == Error::ok) break;
    assert_int_equal(error, Error::connection_lost);
    assert_int_equal(stage.fault().origin, Origin::system);
    assert_int_equal(stage.fault().detail, ECONNRESET);
    stage.close();
  }
  assert_int_equal(stage.rig->memory().script.break_fault.detail, ECONNRESET);
}

void a_runtime_without_entropy_is_connection_lost_for_now(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  stage.rig->runtime.entropy_fails = true;
  assert_int_equal(stage.open(), Error::connection_lost);
  assert_int_equal(stage.fault().origin, Origin::tls);
  assert_int_equal(-stage.fault().detail & 0x7F, -MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED);
  stage.close();
  stage.rig->runtime.entropy_fails = false;
  assert_int_equal(stage.open(), Error::ok);
}

void one_write_is_one_record(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(stage.open(), Error::ok);
  const int before = stage.rig->memory().writes();
  static uint8_t block[9000];
  assert_int_equal(stage.probe->write({block, sizeof block}).value(), sizeof block);
  assert_int_equal(stage.rig->memory().writes(), before + 1);
  static uint8_t got[16 * 1024];
  assert_int_equal(stage.rig->server.receive({got, sizeof got}), sizeof block);
}

void a_write_larger_than_a_record_takes_a_record(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(stage.open(), Error::ok);
  static uint8_t block[50'000];
  const Result<size_t> result = stage.probe->write({block, sizeof block});
  assert_true(result.ok());
  assert_in_range(result.value(), 1, 16 * 1024);
}

void a_blocked_write_is_finished_with_its_own_length(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(stage.open(), Error::ok);
  uc8::test::settle(*stage.rig);
  stage.rig->memory().script.capacity = 50;
  static uint8_t block[500];
  for (size_t i = 0; i < sizeof block; ++i) block[i] = static_cast<uint8_t>(i);
  assert_int_equal(stage.probe->write({block, 200}).error(), Error::would_block);
  uint8_t got[600];
  stage.rig->memory().script.capacity = 64 * 1024;
  const Result<size_t> again = stage.probe->write({block, 500});  // More than the first time.
  assert_true(again.ok());
  assert_int_equal(again.value(), 200);
  assert_int_equal(stage.probe->write({block + 200, 300}).value(), 300);
  size_t size = 0;
  for (int i = 0; i < 10; ++i) size += stage.rig->server.receive({got + size, sizeof got - size});
  assert_int_equal(size, 500);
  assert_memory_equal(got, block, 500);
}

// mbedTLS answers a renegotiation it does not want by an alert. If that blocks, the next write must
// not take the alert's bytes for its own.
void an_alert_that_blocks_does_not_swallow_a_write(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(stage.open(), Error::ok);
  uc8::test::settle(*stage.rig);
  if (stage.rig->server.ask_for_renegotiation() == MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE) {
    _skip(__FILE__, __LINE__);
  }
  stage.rig->memory().script.capacity = 3;
  uint8_t byte;
  assert_int_equal(stage.probe->read({&byte, 1}).error(), Error::would_block);
  assert_int_equal(stage.probe->write(uc8::bytes_of("mine")).error(), Error::would_block);
  stage.rig->memory().script.capacity = 64 * 1024;
  assert_int_equal(stage.probe->write(uc8::bytes_of("mine")).value(), 4);
  uint8_t got[16];
  size_t size = 0;
  for (int i = 0; i < 10; ++i) size += stage.rig->server.receive({got + size, sizeof got - size});
  assert_int_equal(size, 4);
  assert_memory_equal(got, "mine", 4);
}

void an_altered_record_ends_the_connection(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(stage.open(), Error::ok);
  uc8::test::settle(*stage.rig);
  uint8_t forged[64] = {23, 3, 3, 0, 59};  // Application data that no key has seen.
  assert_int_equal(stage.rig->memory().send({forged, sizeof forged}), sizeof forged);
  uint8_t byte;
  assert_int_equal(stage.probe->read({&byte, 1}).error(), Error::connection_lost);
  assert_int_equal(stage.fault().origin, Origin::tls);
}

void a_close_that_cannot_say_goodbye_closes_all_the_same(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(stage.open(), Error::ok);
  uc8::test::settle(*stage.rig);
  stage.rig->memory().script.capacity = 50;
  static uint8_t block[500];
  assert_int_equal(stage.probe->write({block, sizeof block}).error(), Error::would_block);
  stage.close();
  assert_false(stage.rig->memory().is_open());
  assert_int_equal(stage.rig->memory().script.capacity, 50);
  stage.rig->memory().script.capacity = 64 * 1024;
  assert_int_equal(stage.open(), Error::ok);
}

// Only TlsTransport runs between two readings of the counter; the pipes have their memory.
void nothing_is_allocated_once_it_is_open(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build();
  assert_int_equal(stage.open(), Error::ok);
  uc8::test::settle(*stage.rig);
  static uint8_t block[512];
  int used = 0;
  for (int i = 0; i < 200; ++i) {
    (void)stage.rig->server.send({block, sizeof block});
    const int before = uc8::test::allocations();
    assert_int_equal(stage.probe->read({block, sizeof block}).value(), sizeof block);
    assert_int_equal(stage.probe->write({block, sizeof block}).value(), sizeof block);
    used += uc8::test::allocations() - before;
    (void)stage.rig->server.receive({block, sizeof block});
  }
  assert_int_equal(used, 0);
  if (!uc8::test::allocations_are_counted()) _skip(__FILE__, __LINE__);
}

// Opens with so many callocs. Only TlsTransport runs under the limit.
Error open_with_callocs(TlsStage& stage, int budget, bool* was_enough) {
  Error error = Error::would_block;
  for (int i = 0; i < 200 && error == Error::would_block; ++i) {
    (void)uc8::test::limit_callocs(budget);
    error = stage.probe->open();
    budget = uc8::test::limit_callocs(-1);
    stage.rig->turn();
  }
  *was_enough = budget != 0;
  return error;
}

// As when an arena is exhausted, at every stage of the handshake.
void memory_that_runs_out_is_connection_lost_for_now(void** state) {
  if (!uc8::test::allocations_are_counted()) _skip(__FILE__, __LINE__);
  TlsStage& stage = tls_stage(state);
  stage.build();
  bool was_enough = false;
  for (int budget = 1; !was_enough; budget += 1 + budget / 10) {
    stage.rig->tls.forget_session();
    const Error error = open_with_callocs(stage, budget, &was_enough);
    // A signature that cannot be checked for want of memory is to mbedTLS a bad signature.
    const bool is_unchecked =
        error == Error::tls_untrusted && stage.fault().detail == MBEDTLS_X509_BADCERT_NOT_TRUSTED;
    const Error expected = was_enough ? Error::ok : Error::connection_lost;
    if (error != expected && !is_unchecked) print_error("calloc %d\n", budget);
    if (!is_unchecked) assert_int_equal(error, expected);
    stage.close();
  }
  assert_int_equal(stage.open(), Error::ok);
}

}  // namespace

int main() {
#define UC8_TLS(name) \
  cmocka_unit_test_setup_teardown(name, uc8::test::set_up_tls, uc8::test::tear_down_tls)
  const struct CMUnitTest tests[] = {
      UC8_TLS(plain_text_where_tls_should_be_is_tls_failed),
      UC8_TLS(an_end_in_the_middle_of_the_handshake_is_connection_lost),
      UC8_TLS(no_cipher_in_common_is_tls_failed),
      UC8_TLS(a_server_in_trouble_is_worth_another_try),
      UC8_TLS(an_end_without_close_notify_is_connection_lost),
      UC8_TLS(what_fails_below_is_told_as_it_is),
      UC8_TLS(a_runtime_without_entropy_is_connection_lost_for_now),
      UC8_TLS(one_write_is_one_record),
      UC8_TLS(a_write_larger_than_a_record_takes_a_record),
      UC8_TLS(a_blocked_write_is_finished_with_its_own_length),
      UC8_TLS(an_alert_that_blocks_does_not_swallow_a_write),
      UC8_TLS(an_altered_record_ends_the_connection),
      UC8_TLS(a_close_that_cannot_say_goodbye_closes_all_the_same),
      UC8_TLS(nothing_is_allocated_once_it_is_open),
      UC8_TLS(memory_that_runs_out_is_connection_lost_for_now),
  };
  return cmocka_run_group_tests_name("TLS, beyond", tests, nullptr, nullptr);
}
