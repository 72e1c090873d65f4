// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"
#include "wire/rest_reply.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page;
GuardPage memory_page;

/// Writes down what it is told: `name;`.
class Transcript : public StreamListReader::Visitor {
 public:
  uint8_t text[512];
  size_t size = 0;

  void on_stream(Bytes full_name) override {
    assert_true(size + full_name.size < sizeof text);
    memcpy(text + size, full_name.data, full_name.size);
    size += full_name.size;
    text[size++] = ';';
  }
};

struct Reading {
  Bytes document;
  bool is_plain = false;
  size_t memory_size = 256;
};

/// Feeds a document in two pieces, each at the end of a page, and finishes.
Error read_split(const Reading& reading, size_t at, Transcript& transcript) {
  StreamListReader reader(memory_page.place_blank(reading.memory_size), transcript);
  reader.reset(reading.is_plain ? Service::pulsar : Service::gdn);
  const Bytes document = reading.document;
  (void)reader.feed(read_only(page.place({document.data, at})));
  (void)reader.feed(read_only(page.place({document.data + at, document.size - at})));
  return reader.finish();
}

Error read_bytewise(const Reading& reading, Transcript& transcript) {
  StreamListReader reader(memory_page.place_blank(reading.memory_size), transcript);
  reader.reset(reading.is_plain ? Service::pulsar : Service::gdn);
  for (size_t i = 0; i < reading.document.size; ++i) {
    (void)reader.feed(read_only(page.place({reading.document.data + i, 1})));
  }
  return reader.finish();
}

/// Whole, byte by byte, and split at each position: always the same error and the same names.
bool always_reads(const Reading& reading, Error error, const char* told) {
  for (size_t at = 0; at <= reading.document.size + 1; ++at) {
    Transcript transcript;
    const Error is = at > reading.document.size ? read_bytewise(reading, transcript)
                                                : read_split(reading, at, transcript);
    if (is != error || !is_text({transcript.text, transcript.size}, told)) {
      print_error("split at %zu: %s: %.*s\n", at, name_of(is),
                  static_cast<int>(reading.document.size),
                  reinterpret_cast<const char*>(reading.document.data));
      return false;
    }
  }
  return true;
}

const char kGdn[] =
    "{\"error\":false,\"code\":200,\"result\":[{\"_key\":\"_attributes_TYPE4\",\"_id\":\"_"
    "collections"
    "/_attributes_TYPE4\",\"_rev\":\"dsH7Aem--J\",\"db\":\"_system\",\"local\":true,\"tenant\":"
    "\"_mm\",\"topic\":\"_attributes\",\"type\":4},{\"topic\":\"c8globals.a\\u0062\\/c\"}]}";

void streams_are_told_however_the_list_arrives(void**) {
  struct {
    const char* document;
    const char* told;
  } const kRows[] = {
      {kGdn, "_attributes;c8globals.ab/c;"},
      {"{\"result\":[]}", ""},
      {" { \"result\" : [ ] , \"code\" : 200 } ", ""},
      {"\r\n{\t\"result\" :\n[ {\"topic\" : \"a\"} ,\n{ \"topic\":\"b\" } ] }\n", "a;b;"},
      {"{\"x\":{\"result\":[{\"topic\":\"no\"}]},\"result\":[{\"topic\":\"yes\"}]}", "yes;"},
      {"{\"x\":[\"result\",\"]\\\"[{\"],\"y\":\"}\\\\\",\"z\":-1.5e3,\"result\":[{\"topic\":\"a\"}]"
       "}",
       "a;"},
      {"{\"result\\\"\":0,\"\":null,\"result\":[{\"t\":{\"topic\":\"no\"},\"topic\":\"a}]\"}]}",
       "a}];"},
  };
  for (const auto& row : kRows) {
    assert_true(always_reads({bytes_of(row.document)}, Error::ok, row.told));
  }
}

void a_plain_list_tells_last_segments(void**) {
  struct {
    const char* document;
    const char* told;
  } const kRows[] = {
      {"[]", ""},
      {" [ ] ", ""},
      {"[\"persistent://t/n/topic\",\"persistent:\\/\\/t\\/n\\/b%20c\" , \"plain\"]",
       "topic;b%20c;plain;"},
      {"[\"a/b\\\"]\"]", "b\"];"},
  };
  for (const auto& row : kRows) {
    assert_true(always_reads({bytes_of(row.document), true}, Error::ok, row.told));
  }
}

void what_is_no_list_is_a_violation(void**) {
  const char* const kRows[] = {
      "",
      "[]",
      "{}",
      "null",
      "{\"code\":200}",
      "{\"result\":null}",
      "{\"result\":{}}",
      "{\"result\":\"\"}",
      "{\"result\":[1]}",
      "{\"result\":[\"a\"]}",
      "{\"result\":[[]]}",
      "{\"result\":[{}]}",
      "{\"result\":[{\"topic\":5}]}",
      "{\"result\":[{\"topic\":\"\"}]}",
      "{\"result\":[{\"topic\":null}]}",
      "{\"result\":[{\"t\":1,}]}",
      "{\"result\":[{\"topic\"}]}",
      "{\"result\":[,]}",
      "{\"result\":[]]}",
      "{\"result\":[]}}",
      "{\"result\":[]}x",
      "{\"result\":[],}",
      "{\"result\":[] \"a\":1}",
      "{\"result\" []}",
      "{,\"result\":[]}",
      "{\"a\":,\"result\":[]}",
      "{\"a\":1 2,\"result\":[]}",
      "{\"a\":1\"b\",\"result\":[]}",
      "{\"a\":],\"result\":[]}",
      "{\"a\":\"\n\",\"result\":[]}",
      "{\"result\":[],\"result\":[]}",
      "{result:[]}",
      "{\"a\":\"b\"\"c\",\"result\":[]}",
      "{\"a\":*,\"result\":[]}",
      "{\"result\n\":[]}",
      "{\"a\n\":1,\"result\":[]}",
      "x{\"result\":[]}",
      "{\"result\":[}",
      "{\"result\"}",
      "{\"result\":}",
      "{\"result\":[{\"topic\":\"\\ud800\"}]}",
      "{\"result\":[{\"a\":[}]}]}",
  };
  for (const char* document : kRows) {
    assert_true(always_reads({bytes_of(document)}, Error::protocol_violation, ""));
  }
  const char* const kPlain[] = {"",       "{}",       "[1]",       "[{}]",     "[[]]",
                                "[\"\"]", "[\"a/\"]", "[,]",       "[",        "]",
                                "[]]",    "[]x",      "[\"\\q\"]", "[\"\n\"]", "[\"\\ud800\"]"};
  for (const char* document : kPlain) {
    assert_true(always_reads({bytes_of(document), true}, Error::protocol_violation, ""));
  }
}

void what_was_told_before_a_violation_was_whole(void**) {
  assert_true(always_reads({bytes_of("{\"result\":[{\"topic\":\"a\"} {\"topic\":\"b\"}]}")},
                           Error::protocol_violation, "a;"));
  assert_true(always_reads({bytes_of("{\"result\":[{\"topic\":\"a\"},]}")},
                           Error::protocol_violation, "a;"));
  assert_true(always_reads({bytes_of("[\"a\" \"b\"]"), true}, Error::protocol_violation, "a;"));
  assert_true(always_reads({bytes_of("[\"a\",]"), true}, Error::protocol_violation, "a;"));
}

void every_beginning_of_a_list_is_a_violation(void**) {
  for (size_t size = 0; size + 1 < sizeof kGdn; ++size) {
    Transcript transcript;
    const Bytes beginning = {reinterpret_cast<const uint8_t*>(kGdn), size};
    assert_true(read_split({beginning}, size / 2, transcript) == Error::protocol_violation);
  }
}

void an_element_that_does_not_fit_is_too_large(void**) {
  const Bytes document = bytes_of("{\"result\":[{\"topic\":\"a\"},{\"topic\":\"bc\"}]}");
  const size_t element = strlen("{\"topic\":\"bc\"}");
  assert_true(always_reads({document, false, element}, Error::ok, "a;bc;"));
  assert_true(always_reads({document, false, element - 1}, Error::payload_too_large, "a;"));
  assert_true(always_reads({document, false, 8}, Error::payload_too_large, ""));
}

void a_long_key_or_skipped_value_needs_no_room(void**) {
  const Bytes document = bytes_of(
      "{\"resultresultresultresultresult\":[\"value value value value value value\"],"
      "\"result\":[{\"topic\":\"a\"}]}");
  assert_true(always_reads({document, false, 13}, Error::ok, "a;"));
}

void nesting_beyond_count_is_too_large(void**) {
  static char document[1024];
  strcpy(document, "{\"a\":");
  memset(document + 5, '[', 255);
  document[260] = '\0';
  Transcript transcript;
  assert_true(read_split({bytes_of(document)}, 7, transcript) == Error::protocol_violation);
  strcat(document, "[");
  assert_true(read_split({bytes_of(document)}, 7, transcript) == Error::payload_too_large);
}

void an_error_stays(void**) {
  Transcript transcript;
  StreamListReader reader(memory_page.place_blank(64), transcript);
  assert_true(reader.feed(bytes_of("x")) == Error::protocol_violation);
  assert_true(reader.feed(bytes_of("{\"result\":[]}")) == Error::protocol_violation);
  assert_true(reader.finish() == Error::protocol_violation);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(streams_are_told_however_the_list_arrives),
      cmocka_unit_test(a_plain_list_tells_last_segments),
      cmocka_unit_test(what_is_no_list_is_a_violation),
      cmocka_unit_test(what_was_told_before_a_violation_was_whole),
      cmocka_unit_test(every_beginning_of_a_list_is_a_violation),
      cmocka_unit_test(an_element_that_does_not_fit_is_too_large),
      cmocka_unit_test(a_long_key_or_skipped_value_needs_no_room),
      cmocka_unit_test(nesting_beyond_count_is_too_large),
      cmocka_unit_test(an_error_stays),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
