// SPDX-License-Identifier: Apache-2.0
//
// Which hosts are addresses, by the table; the system's own reader is the judge.
#include "../../ports/mbedtls/tls_host.h"

#include <arpa/inet.h>
#include <string.h>

#include "support/cmocka.h"

namespace {

constexpr const char* kHosts[] = {
    "127.0.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "1.2.3.4",
    "::",
    "::1",
    "1::",
    "fe80::1",
    "2001:db8:0:0:0:0:0:1",
    "2001:DB8::A:b",
    "1:2:3:4:5:6:7:8",
    "::ffff:1.2.3.4",
    "1:2:3:4:5:6:1.2.3.4",
    "::1.2.3.4",
    "1::8",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "64:ff9b::192.0.2.33",
    // And what is none.
    "",
    "localhost",
    "api-x.example",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "1.2.3.4 ",
    " 1.2.3.4",
    "1..2.3",
    ".1.2.3.4",
    "1.2.3.",
    "1.2.3.4.",
    "0x7f.0.0.1",
    "1234.1.1.1",
    ":",
    ":::",
    "1:::2",
    "1::2::3",
    ":1",
    "1:",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:",
    "12345::",
    "g::1",
    "::1.2.3",
    "::1.2.3.4.5",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::256.0.0.1",
    "1.2.3.4::",
    "1:2:3:4:5:6:7:8::",
    "::1:2:3:4:5:6:7:8",
    "fade",
    "beef:",
    "cafe.example",
};

void hosts_are_addresses_as_the_system_reads_them(void**) {
  for (const char* host : kHosts) {
    uint8_t expected[16] = {};
    uint8_t size = inet_pton(AF_INET, host, expected) == 1 ? 4 : 0;
    if (size == 0 && inet_pton(AF_INET6, host, expected) == 1) size = 16;
    uint8_t address[16];
    const uint8_t got = uc8::read_address(host, address);
    if (got != size) print_error("host \"%s\"\n", host);
    assert_int_equal(got, size);
    if (size > 0 && memcmp(address, expected, size) != 0) print_error("host \"%s\"\n", host);
    assert_memory_equal(address, expected, size);
  }
}

void a_scope_is_no_part_of_an_address(void**) {
  uint8_t plain[16], scoped[16];
  assert_int_equal(uc8::read_address("fe80::1", plain), 16);
  assert_int_equal(uc8::read_address("fe80::1%eth0", scoped), 16);
  assert_memory_equal(plain, scoped, 16);
  assert_int_equal(uc8::read_address("fe80::%eth0", scoped), 16);
  assert_int_equal(uc8::read_address("%eth0", scoped), 0);
}

}  // namespace

int main() {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hosts_are_addresses_as_the_system_reads_them),
      cmocka_unit_test(a_scope_is_no_part_of_an_address),
  };
  return cmocka_run_group_tests_name("TLS hosts", tests, nullptr, nullptr);
}
