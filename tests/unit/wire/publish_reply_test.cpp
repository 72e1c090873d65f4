// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include <initializer_list>

#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"
#include "wire/publish.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page;
using Outcome = PublishReply::Outcome;

const char kStored[] =
    "{\"result\":\"ok\",\"messageId\":\"CPEKEINF\",\"context\":\"17\",\"errorCode\":0,"
    "\"schemaVersion\":0}";
const char kRefused[] =
    "{\"result\":\"send-error:8\",\"errorMsg\":\"org.apache.pulsar.client.api."
    "PulsarClientException$TopicTerminatedException: gone\",\"context\":\"4294967295\","
    "\"errorCode\":0,\"schemaVersion\":0}";

Result<PublishReply> reply_to(const char* document) {
  PublishReply reply;
  const Error error = read_publish_reply(page.place(bytes_of(document)), reply);
  if (error != Error::ok) return error;
  return reply;
}

void a_stored_message_is_told_with_its_id_and_context(void**) {
  const Result<PublishReply> reply = reply_to(kStored);
  assert_true(reply.ok());
  assert_true(reply.value().outcome == Outcome::stored);
  assert_true(reply.value().has_context);
  assert_int_equal(reply.value().context, 17);
  assert_int_equal(reply.value().code, 0);
  assert_false(reply.value().is_duplicate);
  const Bytes id = {reinterpret_cast<const uint8_t*>(reply.value().id.text), reply.value().id.size};
  assert_true(is_text(id, "CPEKEINF"));
}

void a_refusal_is_told_with_its_code_and_words(void**) {
  const Result<PublishReply> reply = reply_to(kRefused);
  assert_true(reply.ok());
  assert_true(reply.value().outcome == Outcome::refused);
  assert_int_equal(reply.value().code, 8);
  assert_true(reply.value().context == 4294967295u);
  assert_int_equal(reply.value().id.size, 0);
  assert_true(
      is_text(reply.value().words,
              "org.apache.pulsar.client.api.PulsarClientException$TopicTerminatedException: gone"));
}

void refusals_are_classified_by_code_and_words(void**) {
  struct {
    const char* document;
    Outcome outcome;
    int32_t code;
  } const kRows[] = {
      {"{\"result\":\"send-error:3\",\"errorMsg\":\"Unexpected character\"}", Outcome::malformed,
       3},
      {"{\"result\":\"send-error:7\",\"context\":\"1\"}", Outcome::refused, 7},
      {"{\"result\":\"send-error:7\",\"errorMsg\":\"Invalid Base64\"}", Outcome::refused, 7},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"a.b.C$ProducerQueueIsFullError: full\"}",
       Outcome::queue_full, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"C$TimeoutException: 30 s\"}",
       Outcome::transient, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"C$InvalidMessageException: big\"}",
       Outcome::refused, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"C$NotAllowedException\"}", Outcome::refused, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"C$IncompatibleSchemaException\"}",
       Outcome::refused, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"TopicTerminated\\u0045xception\"}",
       Outcome::refused, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"C$AlreadyClosedException\"}",
       Outcome::transient, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"C$ProducerFencedException\"}",
       Outcome::transient, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":\"C$ProducerBlockedQuotaExceededError\"}",
       Outcome::transient, 8},
      {"{\"result\":\"send-error:8\",\"errorMsg\":null}", Outcome::transient, 8},
      {"{\"result\":\"send-error:8\"}", Outcome::transient, 8},
      {"{\"result\":\"send-error:5\"}", Outcome::transient, 5},
      {"{\"result\":\"send-error:2147483647\"}", Outcome::transient, 2147483647},
  };
  for (const auto& row : kRows) {
    const Result<PublishReply> reply = reply_to(row.document);
    assert_true(reply.ok());
    assert_true(reply.value().outcome == row.outcome);
    assert_int_equal(reply.value().code, row.code);
  }
}

void the_context_is_exactly_one_of_ours(void**) {
  struct {
    const char* context;
    bool is_ours;
  } const kRows[] = {
      {"\"0\"", true},
      {"\"1\"", true},
      {"\"4294967295\"", true},
      {"null", true},
      {"\"01\"", false},
      {"\"00\"", false},
      {"\"4294967296\"", false},
      {"\"\"", false},
      {"\"-1\"", false},
      {"\"1 \"", false},
      {"1", false},
      {"[]", false},
      {"\"x\"", false},
      {"\"\\ud800\"", false},
  };
  for (const auto& row : kRows) {
    static char document[128];
    strcpy(document, "{\"result\":\"ok\",\"messageId\":\"CPEKEINF\",\"context\":");
    strcat(document, row.context);
    strcat(document, "}");
    assert_int_equal(reply_to(document).ok(), row.is_ours);
  }
  const Result<PublishReply> reply = reply_to("{\"result\":\"ok\"}");
  assert_true(reply.ok());
  assert_false(reply.value().has_context);
}

void what_is_no_reply_is_a_violation(void**) {
  const char* const kRows[] = {
      "{}",
      "[]",
      "",
      "{\"result\":null}",
      "{\"result\":true}",
      "{\"result\":\"OK\"}",
      "{\"result\":\"\"}",
      "{\"result\":\"send-error\"}",
      "{\"result\":\"send-error:\"}",
      "{\"result\":\"send-error:-8\"}",
      "{\"result\":\"send-error:8x\"}",
      "{\"result\":\"send-error:2147483648\"}",
      "{\"result\":\"ok\",\"messageId\":5}",
      "{\"result\":\"ok\",\"messageId\":\"\"}",
      "{\"result\":\"ok\",\"errorMsg\":5}",
      "{\"messageId\":\"CPEKEINF\",\"context\":\"17\"}",
  };
  for (const char* document : kRows) {
    const Result<PublishReply> reply = reply_to(document);
    if (reply.ok()) print_error("accepted: %s\n", document);
    assert_true(reply.error() == Error::protocol_violation);
  }
}

void an_id_of_more_than_127_bytes_is_a_violation(void**) {
  for (size_t size = 126; size <= 129; ++size) {
    static char document[256];
    strcpy(document, "{\"result\":\"ok\",\"messageId\":\"");
    for (size_t i = 0; i < size; ++i) strcat(document, "A");
    strcat(document, "\"}");
    assert_int_equal(reply_to(document).ok(), size <= 127);
  }
}

void every_beginning_of_a_reply_is_a_violation(void**) {
  for (const char* document : {kStored, kRefused}) {
    for (size_t size = 0; size < strlen(document); ++size) {
      const Bytes beginning = {reinterpret_cast<const uint8_t*>(document), size};
      PublishReply reply;
      assert_true(read_publish_reply(page.place(beginning), reply) == Error::protocol_violation);
    }
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_stored_message_is_told_with_its_id_and_context),
      cmocka_unit_test(a_refusal_is_told_with_its_code_and_words),
      cmocka_unit_test(refusals_are_classified_by_code_and_words),
      cmocka_unit_test(the_context_is_exactly_one_of_ours),
      cmocka_unit_test(what_is_no_reply_is_a_violation),
      cmocka_unit_test(an_id_of_more_than_127_bytes_is_a_violation),
      cmocka_unit_test(every_beginning_of_a_reply_is_a_violation),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
