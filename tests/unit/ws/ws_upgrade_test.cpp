// SPDX-License-Identifier: Apache-2.0
#include "ws/ws_upgrade.h"

#include <string.h>

#include "support/cmocka.h"

using namespace uc8;

namespace {

class FixedEntropy final : public Entropy {
 public:
  void fill(MutableBytes out) override {
    assert_int_equal(out.size, 16);
    memcpy(out.data, "the sample nonce", 16);
  }
};

// The example of RFC 6455 §1.3.
constexpr char kKey[] = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr char kAccept[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

WebSocketKey example_key() {
  WebSocketKey key;
  memcpy(key.text, kKey, sizeof key.text);
  return key;
}

HttpResponse example_response() {
  HttpResponse response;
  response.status = 101;
  response.is_upgrade = true;
  response.accept_size = HttpResponse::kAcceptSize;
  memcpy(response.accept, kAccept, sizeof response.accept);
  return response;
}

void a_key_is_the_base64_of_16_random_bytes(void**) {
  FixedEntropy entropy;
  const WebSocketKey key = make_websocket_key(entropy);
  assert_memory_equal(key.text, kKey, WebSocketKey::kSize);
  assert_int_equal(key.view().size, 24);
  assert_ptr_equal(key.view().data, key.text);
}

void the_right_answer_is_accepted(void**) {
  assert_true(is_accepted(example_key(), example_response()));
}

void an_answer_that_differs_anywhere_is_not_accepted(void**) {
  for (size_t i = 0; i < HttpResponse::kAcceptSize; ++i) {
    HttpResponse response = example_response();
    response.accept[i] ^= 0x20;
    assert_false(is_accepted(example_key(), response));
  }
  for (size_t i = 0; i < WebSocketKey::kSize; ++i) {
    WebSocketKey key = example_key();
    key.text[i] ^= 1;
    assert_false(is_accepted(key, example_response()));
  }
}

void an_answer_without_one_of_its_parts_is_not_accepted(void**) {
  HttpResponse response = example_response();
  response.status = 200;
  assert_false(is_accepted(example_key(), response));
  response = example_response();
  response.is_upgrade = false;
  assert_false(is_accepted(example_key(), response));
  response = example_response();
  response.has_extension = true;
  assert_false(is_accepted(example_key(), response));
  const uint8_t sizes[] = {0, 27, 29};
  for (const uint8_t size : sizes) {
    response = example_response();
    response.accept_size = size;
    assert_false(is_accepted(example_key(), response));
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_key_is_the_base64_of_16_random_bytes),
      cmocka_unit_test(the_right_answer_is_accepted),
      cmocka_unit_test(an_answer_that_differs_anywhere_is_not_accepted),
      cmocka_unit_test(an_answer_without_one_of_its_parts_is_not_accepted),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
