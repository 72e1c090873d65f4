// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"
#include "support/windows.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page;

struct Vector {
  const char* raw;
  const char* encoded;
};

const Vector kRfc4648[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

void the_vectors_of_rfc_4648_encode(void**) {
  for (const Vector& vector : kRfc4648) {
    assert_true(every_window_shows(vector.encoded, [&](WindowWriter& to) {
      write_base64(to, read_only(page.place(bytes_of(vector.raw))));
    }));
    assert_int_equal(base64_size(strlen(vector.raw)), strlen(vector.encoded));
  }
}

void the_vectors_of_rfc_4648_decode_with_and_without_padding(void**) {
  for (const Vector& vector : kRfc4648) {
    Bytes encoded = bytes_of(vector.encoded);
    while (true) {
      MutableBytes text = page.place(encoded);
      assert_true(decode_base64(text));
      assert_true(is_text(read_only(text), vector.raw));
      MutableBytes url = page.place(encoded);
      assert_true(decode_base64(url, Base64::url));
      if (!contains(encoded, "=")) break;
      while (encoded.data[encoded.size - 1] == '=') --encoded.size;
    }
  }
}

void a_wrong_character_padding_or_rest_is_a_violation(void**) {
  const char* const kWrong[] = {
      "A",         "AAAAA", "=",        "==",     "===",      "====",     "A=",   "A==",  "A===",
      "AA=",       "AAA==", "AAAA=",    "AAAA==", "AAAA====", "Zg==Zg==", "Z=g=", "=AAA", "AA=A",
      "Zh==",      "Zh",    "Zm9=",     "Zm9",    "Zm9v\n",   " Zm9v",    "Zm-v", "Zm_v", "Zm9\x80",
      "Zm9v Zg==", "Zm,v",  "Zm9v====", "AAA*",   "[AAA",     "`AAA",     "{AAA", "@AAA", ":AAA",
  };
  for (const char* text : kWrong) {
    MutableBytes placed = page.place(bytes_of(text));
    if (decode_base64(placed)) fail_msg("accepted: %s", text);
  }
  const uint8_t null_inside[] = {'Z', 0, 'o', 'v'};
  MutableBytes placed = page.place({null_inside, sizeof null_inside});
  assert_false(decode_base64(placed));
}

void each_alphabet_has_its_own_two_last_characters(void**) {
  const uint8_t expected[] = {0xfb, 0xff, 0xbf};
  MutableBytes text = page.place(bytes_of("+/+/"));
  assert_true(decode_base64(text));
  assert_memory_equal(text.data, expected, 3);
  text = page.place(bytes_of("-_-_"));
  assert_true(decode_base64(text, Base64::url));
  assert_memory_equal(text.data, expected, 3);
  text = page.place(bytes_of("+/+/"));
  assert_false(decode_base64(text, Base64::url));
  text = page.place(bytes_of("-_-_"));
  assert_false(decode_base64(text));
}

void every_byte_value_survives_at_every_length(void**) {
  static uint8_t raw[256];
  static uint8_t encoded[base64_size(sizeof raw)];
  for (size_t i = 0; i < sizeof raw; ++i) raw[i] = static_cast<uint8_t>(i * 167 + 11);
  for (size_t n = 0; n <= sizeof raw; ++n) {
    WindowWriter to({encoded, sizeof encoded}, 0);
    write_base64(to, read_only(page.place({raw, n})));
    assert_int_equal(to.total(), base64_size(n));
    MutableBytes text = page.place({encoded, to.written()});
    assert_true(decode_base64(text));
    assert_true(is_text(read_only(text), {raw, n}));
  }
}

void every_window_over_a_wrapped_ring_shows_its_part(void**) {
  static const char kRaw[] =
      "xxThe quick brown fox jumps over the lazy dog, twice: and over the lazy dog";
  static const char kEncoded[] =
      "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZywgdHdpY2U6IGFuZCBvdmVyIHRoZSBsYXp5"
      "IGRvZw==";
  const Bytes raw = bytes_of(kRaw);
  const size_t capacity = raw.size + 1;
  for (size_t turn = 0; turn < raw.size; turn += 13) {
    static GuardPage memory;
    ByteRing ring(memory.place_blank(capacity));
    ring.push_blank(turn + 1);
    ring.pop(turn);  // The one that stays keeps the queue from starting afresh at the beginning.
    ring.push(raw);
    ring.pop(1);
    assert_true(every_window_shows(
        kEncoded, [&](WindowWriter& to) { write_base64(to, ring, 2, raw.size - 2); }));
  }
}

// The ring's first and last pages cannot be read: encoding anything outside the window dies.
void a_window_costs_nothing_outside_itself(void**) {
  const size_t size = static_cast<size_t>(sysconf(_SC_PAGESIZE)) * 3;
  const size_t third = size / 3;
  void* block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  assert_true(block != MAP_FAILED);
  uint8_t* memory = static_cast<uint8_t*>(block);
  assert_int_equal(mprotect(memory, third, PROT_NONE), 0);
  assert_int_equal(mprotect(memory + 2 * third, third, PROT_NONE), 0);
  ByteRing ring({memory, size});
  ring.push_blank(size);
  for (size_t offset = base64_size(third); offset < base64_size(third) + 200; ++offset) {
    uint8_t window[100];
    WindowWriter to({window, sizeof window}, offset);
    write_base64(to, ring, 0, size);
    assert_int_equal(to.total(), base64_size(size));
    assert_int_equal(to.written(), sizeof window);
  }
  munmap(block, size);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(the_vectors_of_rfc_4648_encode),
      cmocka_unit_test(the_vectors_of_rfc_4648_decode_with_and_without_padding),
      cmocka_unit_test(a_wrong_character_padding_or_rest_is_a_violation),
      cmocka_unit_test(each_alphabet_has_its_own_two_last_characters),
      cmocka_unit_test(every_byte_value_survives_at_every_length),
      cmocka_unit_test(every_window_over_a_wrapped_ring_shows_its_part),
      cmocka_unit_test(a_window_costs_nothing_outside_itself),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
