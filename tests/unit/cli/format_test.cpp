// SPDX-License-Identifier: Apache-2.0
//
// How a message is printed.
#include <string.h>

#include <string>

#include "cli/failure.h"
#include "cli/format.h"
#include "support/cmocka.h"

using namespace uc8;
using namespace uc8::cli;

namespace {

Message message_with(const char* payload, const char* key, const char* properties) {
  Message message;
  message.payload = bytes_of(payload);
  message.key = bytes_of(key);
  message.properties = bytes_of(properties);
  message.publish_time = bytes_of("2024-01-02T03:04:05.678Z");
  const char id[] = "CAEQAg==";
  message.id.size = sizeof id - 1;
  memcpy(message.id.text, id, sizeof id - 1);
  return message;
}

std::string printed(const char* format, const Message& message) {
  std::string out;
  try {
    Format::parse(format).print(message, {"c8globals.demo", "sub"}, out);
  } catch (const Failure& failure) {
    return "refused: " + failure.text;
  }
  return out;
}

bool prints(const char* format, const Message& message, const std::string& wanted) {
  const std::string out = printed(format, message);
  if (out == wanted) return true;
  print_error("%s prints\n  %s\n not\n  %s\n", format, out.c_str(), wanted.c_str());
  return false;
}

void each_directive_prints_its_part(void**) {
  const struct {
    const char* format;
    const char* wanted;
  } rows[] = {
      {"%p\\n", "hello\n"},
      {"%p", "hello"},
      {"%i|%k|%t", "CAEQAg==|k1|2024-01-02T03:04:05.678Z"},
      {"%T %S", "c8globals.demo sub"},
      {"100%% %p\\t\\\\.", "100% hello\t\\."},
      {"%P{colour}-%P{none}-%P{q}", "blue--a\"b"},
      {"jsonp", "jsonp"},
  };
  const Message message = message_with("hello", "k1", "{\"colour\":\"blue\",\"q\":\"a\\\"b\"}");
  for (const auto& row : rows) assert_true(prints(row.format, message, row.wanted));
}

void json_leaves_out_what_has_no_value(void**) {
  const char kTail[] =
      "\"publishTime\":\"2024-01-02T03:04:05.678Z\",\"stream\":\"c8globals.demo\","
      "\"subscription\":\"sub\"}\n";
  static std::string wanted;
  wanted = std::string("{\"id\":\"CAEQAg==\",\"payload\":\"\",") + kTail;
  assert_true(prints("json", message_with("", "", ""), wanted));
  assert_true(prints("json", message_with("", "", "{ }"), wanted));
  wanted = std::string("{\"id\":\"CAEQAg==\",\"payload\":\"aGk=\",\"key\":\"a\\\"\\n\\u0001\",") +
           "\"properties\":{\"a b\":\"c d\\\" \",\"e\":\"f\"}," + kTail;
  assert_true(prints(
      "json", message_with("hi", "a\"\n\x01", "{\"a b\" :\n \"c d\\\" \", \"e\":\"f\"}"), wanted));
  wanted =
      std::string("{\"id\":\"CAEQAg==\",\"payload\":\"w6n/\",\"key\":\"\xc3\xa9\xef\xbf\xbd\",") +
      kTail;
  assert_true(prints("json", message_with("\xc3\xa9\xff", "\xc3\xa9\xff", ""), wanted));
}

void an_id_is_one_word_on_its_line(void**) {
  Message message = message_with("", "", "");
  const char id[] = "a\nb\x1b\xc2\x9b\xc3\xa9";
  message.id.size = sizeof id - 1;
  memcpy(message.id.text, id, sizeof id - 1);
  assert_true(prints("%i", message, "a?b???\xc3\xa9"));
}

bool refuses(const char* format) {
  const std::string out = printed(format, message_with("", "", ""));
  if (out.find("refused: ") == 0) return true;
  print_error("%s is accepted\n", format);
  return false;
}

void unknown_directives_are_refused(void**) {
  const char* const rows[] = {"",    "%",    "a%",   "%x", "%P",  "%Px",
                              "%P{", "%P{}", "%P{a", "\\", "\\x", "%p%q"};
  for (const char* row : rows) assert_true(refuses(row));
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(each_directive_prints_its_part),
      cmocka_unit_test(json_leaves_out_what_has_no_value),
      cmocka_unit_test(an_id_is_one_word_on_its_line),
      cmocka_unit_test(unknown_directives_are_refused),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
