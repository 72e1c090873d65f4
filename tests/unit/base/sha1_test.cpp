// SPDX-License-Identifier: Apache-2.0
#include "base/sha1.h"

#include <string.h>

#include "base/base64.h"
#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page(1'000'000);

const char* hex_sha1(Bytes message) {
  static char hex[41];
  uint8_t digest[20];
  sha1(message, digest);
  for (size_t i = 0; i < 40; ++i) {
    hex[i] = "0123456789abcdef"[digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
  }
  return hex;
}

void the_examples_of_fips_180_come_out(void**) {
  struct {
    const char* message;
    const char* digest;
  } const kRows[] = {
      {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
      {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmn"
       "o"
       "pqrsmnopqrstnopqrstu",
       "a49b2446a02c645bf419f995b67091253a04a259"},
  };
  for (const auto& row : kRows) {
    assert_string_equal(hex_sha1(read_only(page.place(bytes_of(row.message)))), row.digest);
  }
}

void a_million_letters_come_out(void**) {
  const MutableBytes letters = page.place_blank(1'000'000);
  memset(letters.data, 'a', letters.size);
  assert_string_equal(hex_sha1(read_only(letters)), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

// The expected digest was made with another implementation of SHA-1.
void every_length_of_the_last_block_is_padded_right(void**) {
  static uint8_t digests[201 * 20];
  for (size_t n = 0; n <= 200; ++n) {
    const MutableBytes message = page.place_blank(n);
    for (size_t i = 0; i < n; ++i) message.data[i] = static_cast<uint8_t>(i * 7 + n);
    uint8_t digest[20];
    sha1(read_only(message), digest);
    memcpy(digests + n * 20, digest, 20);
  }
  assert_string_equal(hex_sha1({digests, sizeof digests}),
                      "d0de06f4c5cb01efe13d538b17bbc0bd8144a1c2");
}

void the_accept_key_of_rfc_6455_comes_out(void**) {
  uint8_t digest[20];
  sha1(bytes_of("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11"), digest);
  uint8_t accept[28];
  WindowWriter to({accept, sizeof accept}, 0);
  write_base64(to, {digest, sizeof digest});
  assert_true(is_text({accept, to.total()}, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(the_examples_of_fips_180_come_out),
      cmocka_unit_test(a_million_letters_come_out),
      cmocka_unit_test(every_length_of_the_last_block_is_padded_right),
      cmocka_unit_test(the_accept_key_of_rfc_6455_comes_out),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
