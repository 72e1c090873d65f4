// SPDX-License-Identifier: Apache-2.0
//
// mbedTLS without the heap. A program of its own: an arena is for good.
#include <mbedtls/version.h>  // Brings the configuration.

#include "contract/allocations.h"
#include "contract/tls_stage.h"
#include "support/cmocka.h"

namespace {

using uc8::Error;
using uc8::test::tls_stage;
using uc8::test::TlsStage;

uint8_t arena[1024 * 1024];  // For the server and the certificates of the tests too.
Error answer = Error::would_block;

#if defined(MBEDTLS_MEMORY_BUFFER_ALLOC_C) && defined(MBEDTLS_PLATFORM_MEMORY)
constexpr bool kIsBuiltIn = true;
#else
constexpr bool kIsBuiltIn = false;
#endif

void an_arena_is_used_or_refused(void**) {
  assert_int_equal(answer, kIsBuiltIn ? Error::ok : Error::invalid_configuration);
}

// No calloc() succeeds while a client connects, talks and closes.
void talk(void** state, bool tls_1_3) {
  if (!kIsBuiltIn || !uc8::test::allocations_are_counted()) _skip(__FILE__, __LINE__);
  TlsStage& stage = tls_stage(state);
  uc8::test::TlsServerOptions options = uc8::test::good_server();
  options.tls_1_3 = tls_1_3;
  stage.build(options);
  for (int i = 0; i < 3; ++i) {
    (void)uc8::test::limit_callocs(1);
    assert_int_equal(stage.open(), Error::ok);
    assert_int_equal(stage.probe->write(uc8::bytes_of("hello")).value(), 5);
    uint8_t got[8];
    assert_int_equal(stage.rig->server.receive({got, sizeof got}), 5);
    stage.close();
    assert_int_equal(uc8::test::limit_callocs(-1), 1);
  }
}

void a_connection_needs_nothing_but_the_arena(void** state) {
  talk(state, false);
}

void a_connection_of_tls_1_3_needs_nothing_but_the_arena(void** state) {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  talk(state, true);
#else
  (void)state;
  _skip(__FILE__, __LINE__);
#endif
}

}  // namespace

int main() {
  answer = uc8::use_tls_arena({arena, sizeof arena});
#define UC8_TLS(name) \
  cmocka_unit_test_setup_teardown(name, uc8::test::set_up_tls, uc8::test::tear_down_tls)
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_arena_is_used_or_refused),
      UC8_TLS(a_connection_needs_nothing_but_the_arena),
      UC8_TLS(a_connection_of_tls_1_3_needs_nothing_but_the_arena),
  };
  return cmocka_run_group_tests_name("TLS arena", tests, nullptr, nullptr);
}
