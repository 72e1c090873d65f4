// SPDX-License-Identifier: Apache-2.0
#include "json/json_reader.h"

#include <string.h>

#include "base/text.h"
#include "support/cmocka.h"
#include "support/guard_page.h"
#include "support/texts.h"

using namespace uc8;
using namespace uc8::test;

namespace {

GuardPage page(1 << 16);

/// Writes down what it is told: `key:type:text;`, the type as its character.
class Transcript : public JsonMembers {
 public:
  uint8_t text[1024];
  size_t size = 0;
  size_t told_max = SIZE_MAX;

  bool on_member(MutableBytes key, JsonValue value) override {
    add(read_only(key));
    const char type[] = {':', static_cast<char>(value.type), ':', '\0'};
    add(bytes_of(type));
    add(read_only(value.text));
    add(bytes_of(";"));
    return --told_max > 0;
  }

 private:
  void add(Bytes from) {
    if (size + from.size > sizeof text) return;
    if (from.size > 0) memcpy(text + size, from.data, from.size);
    size += from.size;
  }
};

void members_are_told_in_order(void**) {
  struct {
    const char* document;
    const char* told;
  } const kRows[] = {
      {"{}", ""},
      {" \t\r\n{ \t\r\n} \t\r\n", ""},
      {"{\"a\":1}", "a:#:1;"},
      {"{\"a\":\"\"}", "a:$:;"},
      {"{\"\":\"x\"}", ":$:x;"},
      {" { \"a\" : 1 , \"b\" : true , \"c\" : [ 1 , 2 ] } ", "a:#:1;b:?:true;c:[:[ 1 , 2 ];"},
      {"{\"a\":null,\"b\":false,\"c\":\"x\\\"y\"}", "a:0:null;b:?:false;c:$:x\\\"y;"},
      {"{\"a\\n\":{\"b\":{}},\"c\":[[],{}]}", "a\\n:{:{\"b\":{}};c:[:[[],{}];"},
      {"{\"n\":-0.5e+10,\"m\":0,\"k\":1E-2,\"j\":-0,\"i\":10.25}",
       "n:#:-0.5e+10;m:#:0;k:#:1E-2;j:#:-0;i:#:10.25;"},
      {"{\"a\":\"}\",\"b\":\"{[,:\"}", "a:$:};b:$:{[,:;"},
      {"{\"a\":1,\"a\":2}", "a:#:1;a:#:2;"},
      {"{\"a\":\"\\u00e9\xc3\xa9\"}", "a:$:\\u00e9\xc3\xa9;"},
      {"{\"a\":{\"x\":1},\"b\":{\"y\":[{\"z\":2}]},\"c\":3}",
       "a:{:{\"x\":1};b:{:{\"y\":[{\"z\":2}]};c:#:3;"},
  };
  for (const auto& row : kRows) {
    Transcript transcript;
    assert_true(read_json_object(page.place(bytes_of(row.document)), transcript) == Error::ok);
    assert_true(is_text({transcript.text, transcript.size}, row.told));
  }
}

// Much of this is what jsmn alone accepts.
const char* const kWrong[] = {
    "",
    " ",
    "1",
    "\"a\"",
    "[]",
    "null",
    "{",
    "}",
    "{{}}",
    "{}{}",
    "{} {}",
    "{},",
    "{}x",
    "{}\"a\"",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,\"a\":1}",
    "{\"a\":1,,\"b\":2}",
    "{\"a\" 1}",
    "{\"a\"::1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1:2}",
    "{1:2}",
    "{a:1}",
    "{\"a\":1]",
    "{\"a\":[1}",
    "{\"a\":trux}",
    "{\"a\":tru}",
    "{\"a\":truee}",
    "{\"a\":nul}",
    "{\"a\":True}",
    "{\"a\":NaN}",
    "{\"a\":01}",
    "{\"a\":-}",
    "{\"a\":-01}",
    "{\"a\":1.}",
    "{\"a\":.5}",
    "{\"a\":1.e2}",
    "{\"a\":1e}",
    "{\"a\":1d5}",
    "{\"a\":1f5}",
    "{\"a\":1E}",
    "{\"a\":1e+}",
    "{\"a\":+1}",
    "{\"a\":0x1}",
    "{\"a\":1-2}",
    "{\"a\":--1}",
    "{\"a\":\"\t\"}",
    "{\"a\":\"bc\td\"}",
    "{\"a\":\"bc\x1f\"}",
    "{\"a\":\"\n\"}",
    "{\"\x01\":1}",
    "{\"a\":\"\x1f\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\\u12\"}",
    "{\"a\":\"\\u12g4\"}",
    "{\"a\":\"\\",
    "{\"a\":\"\\\"}",
    "{\"a\":'b'}",
    "{\"a\":[,]}",
    "{\"a\":[1,]}",
    "{\"a\":[1 2]}",
    "{\"a\":[1:2]}",
    "{\"a\":[\"b\":1]}",
    "{\"a\":[\"b\" \"c\"]}",
    "{\"a\":{\"b\"}}",
    "{\"a\":{,}}",
    "{\"a\":1}}",
    "{\"a\":1}]",
    "{\"a\":\"b\"\"c\"}",
    "{\"a\" \"b\":1}",
    "{\"a\":[]{}}",
    "{\"a\":{}[]}",
    "{\"a\":1\v}",
    "\xef\xbb\xbf{}",
    "{\"a\":1}\x01",
    "/**/{}",
    "{\"a\":\"b\":\"c\"}",
    "{[]:1}",
    "{{}:1}",
    "{\"a\":true false}",
    "{\"a\":\"x\"1}",
    "{\"a\":1\"x\"}",
    "{\"a\":[}",
    "{\"a\":]}",
    "{:1}",
};

void what_is_no_json_object_is_a_violation_and_nothing_is_told(void**) {
  for (const char* document : kWrong) {
    Transcript transcript;
    const Error error = read_json_object(page.place(bytes_of(document)), transcript);
    if (error == Error::ok || transcript.size > 0) print_error("accepted: %s\n", document);
    assert_true(error == Error::protocol_violation);
    assert_int_equal(transcript.size, 0);
  }
}

const char kLong[] =
    "{\"a\":[1,{\"b\":\"c\\u0041\"},null,true],\"d\":{\"e\":-1.5e3,\"f\":\"g\"},\"h\":\"i\"}";

void every_beginning_of_a_document_is_a_violation(void**) {
  for (size_t size = 0; size + 1 < sizeof kLong; ++size) {
    Transcript transcript;
    const Bytes beginning = {reinterpret_cast<const uint8_t*>(kLong), size};
    assert_true(read_json_object(page.place(beginning), transcript) == Error::protocol_violation);
    assert_int_equal(transcript.size, 0);
  }
}

void a_null_anywhere_is_a_violation(void**) {
  for (size_t at = 0; at < sizeof kLong; ++at) {
    uint8_t document[sizeof kLong];
    memcpy(document, kLong, sizeof kLong);
    document[at] = 0;
    Transcript transcript;
    assert_true(read_json_object(page.place({document, sizeof document}), transcript) ==
                Error::protocol_violation);
  }
}

// An independent judge of the same grammar would be another reader; this holds it to its promise
// that one changed byte never makes it read outside (the guard page) or tell half a document.
void one_changed_byte_is_told_whole_or_not_at_all(void**) {
  for (size_t at = 0; at + 1 < sizeof kLong; ++at) {
    for (unsigned c = 0; c < 256; ++c) {
      uint8_t document[sizeof kLong];
      memcpy(document, kLong, sizeof kLong);
      document[at] = static_cast<uint8_t>(c);
      Transcript transcript;
      const Error error = read_json_object(page.place({document, sizeof document - 1}), transcript);
      assert_int_equal(error == Error::ok, transcript.size > 0);
    }
  }
}

void a_visitor_may_stop(void**) {
  Transcript transcript;
  transcript.told_max = 2;
  assert_true(read_json_object(page.place(bytes_of("{\"a\":1,\"b\":2,\"c\":3}")), transcript) ==
              Error::ok);
  assert_true(is_text({transcript.text, transcript.size}, "a:#:1;b:#:2;"));
}

/// `{"k":[1,1,…]}` of so many tokens; an object, a key and an array are three.
Bytes document_of(size_t tokens) {
  static char document[1024];
  strcpy(document, "{\"k\":[");
  for (size_t i = 3; i < tokens; ++i) strcat(document, i == 3 ? "1" : ",1");
  strcat(document, "]}");
  return bytes_of(document);
}

/// Arrays in one object, so that the whole is so deep.
Bytes nested(size_t depth) {
  static char document[2048];
  strcpy(document, "{\"k\":");
  for (size_t i = 1; i < depth; ++i) strcat(document, "[");
  for (size_t i = 1; i < depth; ++i) strcat(document, "]");
  strcat(document, "}");
  return bytes_of(document);
}

void tokens_and_depth_are_bounded(void**) {
  Transcript transcript;
  assert_true(read_json_object(page.place(document_of(kJsonTokensMax)), transcript) == Error::ok);
  assert_true(read_json_object(page.place(document_of(kJsonTokensMax + 1)), transcript) ==
              Error::payload_too_large);
  assert_true(read_json_object(page.place(nested(kJsonDepthMax)), transcript) == Error::ok);
  assert_true(read_json_object(page.place(nested(kJsonDepthMax + 1)), transcript) ==
              Error::payload_too_large);
  assert_true(read_json_object(page.place(nested(500)), transcript) == Error::payload_too_large);
}

/// Overwrites all it is told: what comes behind must not suffer.
class Scribbler : public JsonMembers {
 public:
  size_t told = 0;
  bool on_member(MutableBytes key, JsonValue value) override {
    ++told;
    if (key.size > 0) memset(key.data, '"', key.size);
    if (value.text.size > 0) memset(value.text.data, '{', value.text.size);
    return true;
  }
};

void a_visitor_may_change_what_it_is_told(void**) {
  Scribbler scribbler;
  assert_true(read_json_object(page.place(bytes_of(kLong)), scribbler) == Error::ok);
  assert_int_equal(scribbler.told, 3);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(members_are_told_in_order),
      cmocka_unit_test(what_is_no_json_object_is_a_violation_and_nothing_is_told),
      cmocka_unit_test(every_beginning_of_a_document_is_a_violation),
      cmocka_unit_test(a_null_anywhere_is_a_violation),
      cmocka_unit_test(one_changed_byte_is_told_whole_or_not_at_all),
      cmocka_unit_test(a_visitor_may_stop),
      cmocka_unit_test(tokens_and_depth_are_bounded),
      cmocka_unit_test(a_visitor_may_change_what_it_is_told),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
