// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "http/http_request.h"
#include "support/cmocka.h"
#include "support/guard_page.h"
#include "uc8/version.h"

using namespace uc8;

namespace {

GuardPage page;

struct Case {
  const char* host;
  uint16_t port;
  bool is_default_port;
  bool is_ipv6;
  Credentials::Scheme scheme;
  const char* websocket_key;
  bool has_body_length;
  const char* want;
};

#define COMMON "User-Agent: uC8/" UC8_VERSION "\r\nAccept: application/json\r\n"
using Scheme = Credentials::Scheme;

const Case kCases[] = {
    {"api-a.b", 443, true, false, Scheme::none, nullptr, false,
     " HTTP/1.1\r\nHost: api-a.b\r\n" COMMON "\r\n"},
    {"a.b", 8443, false, false, Scheme::api_key, nullptr, true,
     " HTTP/1.1\r\nHost: a.b:8443\r\n" COMMON
     "Authorization: apikey s3cret\r\nContent-Length: 0\r\n\r\n"},
    {"::1", 80, false, true, Scheme::bearer, nullptr, true,
     " HTTP/1.1\r\nHost: [::1]:80\r\n" COMMON
     "Authorization: Bearer s3cret\r\nContent-Length: 0\r\n\r\n"},
    {"::1", 443, true, true, Scheme::none, "dGhlIHNhbXBsZSBub25jZQ==", true,
     " HTTP/1.1\r\nHost: [::1]\r\n" COMMON
     "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"},
};

void write_case(WindowWriter& to, const Case& row, bool with_credentials) {
  static ServerAddress address;
  address = ServerAddress();
  strcpy(address.host, row.host);
  address.port = row.port;
  address.is_default_port = row.is_default_port;
  address.is_ipv6 = row.is_ipv6;
  const Credentials credentials = {row.scheme, "s3cret"};
  RequestHead head;
  head.address = &address;
  head.credentials = with_credentials ? &credentials : nullptr;
  head.websocket_key = bytes_of(row.websocket_key);
  write_request_fields(to, head, row.has_body_length);
}

void fields_are_written_in_full(void**) {
  for (const Case& row : kCases) {
    const size_t size = strlen(row.want);
    const MutableBytes window = page.place_blank(size);
    WindowWriter to(window, 0);
    write_case(to, row, true);
    assert_int_equal(to.total(), size);
    assert_int_equal(to.written(), size);
    assert_memory_equal(window.data, row.want, size);
  }
}

void every_window_shows_its_part_of_the_same_text(void**) {
  for (const Case& row : kCases) {
    const size_t size = strlen(row.want);
    for (size_t width = 0; width < 20; ++width) {
      for (size_t offset = 0; offset <= size; ++offset) {
        const MutableBytes window = page.place_blank(width);
        WindowWriter to(window, offset);
        write_case(to, row, true);
        const size_t part = width < size - offset ? width : size - offset;
        assert_int_equal(to.total(), size);
        assert_int_equal(to.written(), part);
        if (part > 0) assert_memory_equal(window.data, row.want + offset, part);
      }
    }
  }
}

void without_credentials_there_is_no_authorization(void**) {
  static char text[1024];
  for (const Case& row : kCases) {
    memset(text, 0, sizeof text);
    WindowWriter to({reinterpret_cast<uint8_t*>(text), sizeof text - 1}, 0);
    write_case(to, row, false);
    assert_null(strstr(text, "Authorization"));
    assert_null(strstr(text, "s3cret"));
    assert_non_null(strstr(text, "\r\n\r\n"));
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(fields_are_written_in_full),
      cmocka_unit_test(every_window_shows_its_part_of_the_same_text),
      cmocka_unit_test(without_credentials_there_is_no_authorization),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
