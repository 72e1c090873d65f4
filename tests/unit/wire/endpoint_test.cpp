// SPDX-License-Identifier: Apache-2.0
#include "wire/endpoint.h"

#include <string.h>

#include "support/cmocka.h"

using namespace uc8;

namespace {

struct Row {
  const char* url;
  const char* host;
  uint16_t port;
  bool is_default_port;
};

const Row kGdn[] = {
    {"https://play.paas.macrometa.io", "api-play.paas.macrometa.io", 443, true},
    {"https://play.paas.macrometa.io/", "api-play.paas.macrometa.io", 443, true},
    {"play.paas.macrometa.io", "api-play.paas.macrometa.io", 443, true},
    {"play.paas.macrometa.io/", "api-play.paas.macrometa.io", 443, true},
    {"https://api-play.paas.macrometa.io", "api-play.paas.macrometa.io", 443, true},
    {"https://api-seastar-9b9d9999.paas.macrometa.io/", "api-seastar-9b9d9999.paas.macrometa.io",
     443, true},
    {"api-dino-fra.eng.macrometa.io", "api-dino-fra.eng.macrometa.io", 443, true},
    {"dino-fra.eng.macrometa.io", "api-dino-fra.eng.macrometa.io", 443, true},
    {"http://h", "api-h", 80, true},
    {"https://api-h/", "api-h", 443, true},
    {"API-h", "API-h", 443, true},
    {"https://h:8443", "api-h", 8443, false},
    {"https://h:443/", "api-h", 443, true},
    {"https://h:80", "api-h", 80, false},
    {"http://h:443", "api-h", 443, false},
    {"http://h:00080", "api-h", 80, true},
    {"h:65535", "api-h", 65535, false},
    {"HTTPS://h", "api-h", 443, true},
    {"ws://h", "api-h", 80, true},
    {"wss://h", "api-h", 443, true},
    {"api", "api-api", 443, true},
    {"api_x", "api-api_x", 443, true},
    {"xapi-h", "api-xapi-h", 443, true},
    {"localhost", "localhost", 443, true},
    {"https://LocalHost:8443/", "LocalHost", 8443, false},
    {"localhost.example", "api-localhost.example", 443, true},
    {"127.0.0.1:9443", "127.0.0.1", 9443, false},
    {"1.2.3.example", "api-1.2.3.example", 443, true},
};

/// Into memory that held another address before.
Result<ServerAddress> parse(const char* url, Service service) {
  ServerAddress address;
  memset(address.host, 'x', sizeof address.host);
  address.is_ipv6 = true;
  const Error error = parse_server_address(url, service, address);
  if (error != Error::ok) return error;
  return address;
}

void a_gdn_host_gets_its_prefix_once(void**) {
  for (const Row& row : kGdn) {
    const Result<ServerAddress> address = parse(row.url, Service::gdn);
    assert_true(address.ok());
    assert_string_equal(address.value().host, row.host);
    assert_int_equal(address.value().port, row.port);
    assert_int_equal(address.value().is_default_port, row.is_default_port);
    assert_false(address.value().is_ipv6);
  }
}

void a_pulsar_host_stays_as_it_is(void**) {
  const Row kRows[] = {
      {"ws://broker.example:8080", "broker.example", 8080, false},
      {"http://localhost:8080/", "localhost", 8080, false},
      {"wss://pulsar", "pulsar", 443, true},
      {"api-x", "api-x", 443, true},
  };
  for (const Row& row : kRows) {
    const Result<ServerAddress> address = parse(row.url, Service::pulsar);
    assert_true(address.ok());
    assert_string_equal(address.value().host, row.host);
    assert_int_equal(address.value().port, row.port);
    assert_int_equal(address.value().is_default_port, row.is_default_port);
  }
}

void an_ipv6_address_loses_its_brackets(void**) {
  const Row kRows[] = {
      {"https://[::1]:8443/", "::1", 8443, false},
      {"[2001:db8::a]", "2001:db8::a", 443, true},
      {"http://[::FFFF:1.2.3.4]/", "::FFFF:1.2.3.4", 80, true},
  };
  for (const Row& row : kRows) {
    const Result<ServerAddress> address = parse(row.url, Service::gdn);
    assert_true(address.ok());
    assert_string_equal(address.value().host, row.host);
    assert_int_equal(address.value().port, row.port);
    assert_int_equal(address.value().is_default_port, row.is_default_port);
    assert_true(address.value().is_ipv6);
  }
}

void what_is_no_address_of_a_server_is_refused(void**) {
  const char* const kRows[] = {
      nullptr,
      "",
      "/",
      ":",
      ":443",
      "https://",
      "https:///",
      "https://:443",
      "ftp://h",
      "://h",
      "https:/h",
      "https//h",
      "h//",
      "h/path",
      "https://h/path",
      "https://h//",
      "https://h?x",
      "https://h#x",
      "https://h/?x",
      "u@h",
      "https://u:p@h",
      "h:",
      "h:/",
      "h:0",
      "h:65536",
      "h:99999999999999999999",
      "h:-1",
      "h:+1",
      "h:4 3",
      "h:443x",
      "h:443:1",
      " h",
      "h ",
      "h\n",
      "h\\",
      "h%20",
      "a,b",
      "h\x80",
      "gr\xc3\xbcn.example",
      "::1",
      "[::1",
      "[]",
      "[]:443",
      "[::1]x",
      "[::g]",
      "[::1%25eth0]",
      "https://https://h",
      "h\r\nX: y",
  };
  for (const char* url : kRows) {
    const Result<ServerAddress> address = parse(url, Service::gdn);
    if (address.ok()) print_error("accepted: %s\n", url);
    assert_true(address.error() == Error::invalid_configuration);
  }
}

void a_host_of_up_to_253_characters_fits_prefix_included(void**) {
  for (size_t size = 245; size <= 260; ++size) {
    static char url[300];
    strcpy(url, "https://");
    memset(url + 8, 'h', size);
    url[8 + size] = '\0';
    assert_int_equal(parse(url, Service::pulsar).ok(), size <= 253);
    const Result<ServerAddress> address = parse(url, Service::gdn);
    assert_int_equal(address.ok(), size <= 249);
    if (address.ok()) assert_int_equal(strlen(address.value().host), size + 4);
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_gdn_host_gets_its_prefix_once),
      cmocka_unit_test(a_pulsar_host_stays_as_it_is),
      cmocka_unit_test(an_ipv6_address_loses_its_brackets),
      cmocka_unit_test(what_is_no_address_of_a_server_is_refused),
      cmocka_unit_test(a_host_of_up_to_253_characters_fits_prefix_included),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
