// SPDX-License-Identifier: Apache-2.0
#include "faults/faults.h"

#include <set>
#include <string>

#include "net/certificate.h"
#include "options.h"
#include "unit/emulator_front/expect.h"

using namespace uc8::gateway;

namespace {

std::string parse(std::vector<const char*> arguments, Options* options, Faults* faults) {
  arguments.insert(arguments.begin(), "uc8-emulator");
  return parse_options(static_cast<int>(arguments.size()), const_cast<char**>(arguments.data()),
                       options, faults);
}

void a_countdown_strikes_as_often_as_it_says() {
  Countdown never;
  EXPECT(!never.take());
  Countdown twice{2};
  EXPECT(twice.take());
  EXPECT(twice.take());
  EXPECT(!twice.take());
  Countdown always{-1};
  for (int times = 0; times < 5; ++times) EXPECT(always.take());
  EXPECT(always.pending());
}

void every_fault_has_a_name_of_its_own_and_a_line_of_help() {
  Faults faults;
  std::set<std::string> names;
  const std::string help = help_text(faults);
  for (const Faults::Field& field : faults.fields()) {
    EXPECT(names.insert(field.name).second);
    EXPECT((field.number == nullptr) != (field.text == nullptr));
    EXPECT(!field.help.empty());
    EXPECT(help.find("--" + field.name + " ") != std::string::npos);
  }
}

void underscores_and_dashes_name_the_same_fault() {
  Faults faults;
  EXPECT(faults.find("fail-otp-status") != nullptr);
  EXPECT(faults.find("fail-otp-status") == faults.find("fail_otp_status"));
  EXPECT(faults.find("fail") == nullptr);
  EXPECT(faults.find("") == nullptr);
}

void values_out_of_range_or_of_the_wrong_kind_are_refused() {
  Faults faults;
  EXPECT(faults.set(*faults.find("fail-otp"), "3").empty());
  EXPECT_EQUAL(faults.step(Step::otp).fail.left, 3);
  for (const char* value : {"", "x", "3x", "-2", "99999999999999999999"}) {
    EXPECT(!faults.set(*faults.find("fail-otp"), value).empty());
  }
  EXPECT_EQUAL(faults.step(Step::otp).fail.left, 3);
  EXPECT(!faults.set(*faults.find("close-with"), "bang").empty());
  EXPECT(faults.set(*faults.find("close-with"), "rst").empty());
  EXPECT(!faults.set_text(*faults.find("fail-otp"), "1").empty());
  EXPECT(!faults.set_number(*faults.find("close-with"), 1).empty());
}

void filters_select_by_stream_subscription_and_name() {
  Faults faults;
  EXPECT(faults.selects("s", "", ""));
  faults.only_stream = "s";
  faults.only_name = "n";
  EXPECT(faults.selects("s", "x", "n"));
  EXPECT(!faults.selects("t", "x", "n"));
  EXPECT(!faults.selects("s", "x", "m"));
  faults.only_subscription = "y";
  EXPECT(!faults.selects("s", "x", "n"));
}

void options_take_their_value_in_both_forms() {
  Options options;
  Faults faults;
  const std::string problem =
      parse({"--port", "81", "--host=::1", "--api-key=a", "--api-key", "b", "--plain",
             "--fail-otp=2", "--idle-timeout-ms", "5", "--account", "a@b:c:d", "-v"},
            &options, &faults);
  EXPECT_TEXT(problem, "");
  EXPECT_EQUAL(options.port, 81);
  EXPECT_TEXT(options.host, "::1");
  EXPECT_EQUAL(options.api_keys.size(), 2);
  EXPECT(options.plain && options.verbose);
  EXPECT_EQUAL(faults.step(Step::otp).fail.left, 2);
  EXPECT_EQUAL(faults.idle_timeout_ms, 5);
  EXPECT_TEXT(options.account.email, "a@b");
  EXPECT_TEXT(options.account.password, "c:d");
}

void the_defaults_are_those_of_the_vendors_example() {
  Options options;
  Faults faults;
  EXPECT_TEXT(parse({}, &options, &faults), "");
  EXPECT_TEXT(options.api_keys.front(), "xxxxxx");
  EXPECT_TEXT(options.fabrics.front(), "_system");
  EXPECT_TEXT(options.host, "127.0.0.1");
  EXPECT_EQUAL(options.port, 0);
}

void mistakes_on_the_command_line_are_named() {
  const std::vector<std::vector<const char*>> rows = {
      {"--bogus"},
      {"extra"},
      {"--port"},
      {"--port", "x"},
      {"--port=65536"},
      {"--plain=1"},
      {"--fail_otp", "1"},
      {"--fail-otp", "x"},
      {"--cert", "a"},
      {"--api-key", ""},
      {"-x"},
      {"--"},
      {"--account=a"},
      {"--key", "a"},
      {"--plain", "--cert", "a", "--key", "b"},
      {"--pulsar", "http://a:1"},
      {"--pulsar", "ws://a:1/path"},
      {"--pulsar-admin", "http://a:1"},
  };
  for (const auto& row : rows) {
    Options options;
    Faults faults;
    EXPECT(!parse(row, &options, &faults).empty());
  }
}

void names_and_addresses_go_into_the_certificate_as_what_they_are() {
  EXPECT(subject_alternative_names({"ab", "127.0.0.1"}) == std::string("\x30\x0a\x82\x02"
                                                                       "ab\x87\x04\x7f\x00\x00\x01",
                                                                       12));
  const std::string six = subject_alternative_names({"::1"});
  EXPECT_EQUAL(six.size(), 20);
  EXPECT_EQUAL(six[2], static_cast<char>(0x87));
  EXPECT_EQUAL(six[3], 16);
  // Lengths from 128 on take two more bytes.
  const std::string many =
      subject_alternative_names({std::string(100, 'a'), std::string(100, 'b')});
  EXPECT(many.substr(0, 4) == std::string("\x30\x82\x00\xcc", 4));
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(a_countdown_strikes_as_often_as_it_says),
      CHECKED_TEST(every_fault_has_a_name_of_its_own_and_a_line_of_help),
      CHECKED_TEST(underscores_and_dashes_name_the_same_fault),
      CHECKED_TEST(values_out_of_range_or_of_the_wrong_kind_are_refused),
      CHECKED_TEST(filters_select_by_stream_subscription_and_name),
      CHECKED_TEST(options_take_their_value_in_both_forms),
      CHECKED_TEST(the_defaults_are_those_of_the_vendors_example),
      CHECKED_TEST(mistakes_on_the_command_line_are_named),
      CHECKED_TEST(names_and_addresses_go_into_the_certificate_as_what_they_are),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
