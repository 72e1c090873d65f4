// SPDX-License-Identifier: Apache-2.0
//
// From arguments to options. Each row runs in a function of its own, so that a failing assertion
// leaves no C++ object behind.
#include <sstream>
#include <string>

#include "cli/failure.h"
#include "cli/help.h"
#include "cli/options.h"
#include "support/cmocka.h"

using namespace uc8;
using namespace uc8::cli;

namespace {

CommandLine parse(const char* text) {
  // Words are separated by blanks; `_` stands for an empty word.
  std::istringstream words(text);
  std::vector<std::string> list;
  for (std::string word; words >> word;) list.push_back(word == "_" ? "" : word);
  CommandLine line = parse_command_line(list);
  if (!line.help && !line.version) check(line.options, *line.command);
  return line;
}

/// Answers the message of the Failure; `accepted` if there was none.
std::string refusal_of(const char* text) {
  try {
    parse(text);
  } catch (const Failure& failure) {
    return failure.exit_code == 1 ? failure.text : "not exit 1: " + failure.text;
  }
  return "accepted";
}

bool says(const char* text, const char* part) {
  const std::string refusal = refusal_of(text);
  if (refusal.find(part) != std::string::npos && refusal.find('\n') == std::string::npos) {
    return true;
  }
  print_error("%s\n  says: %s\n  not:  %s\n", text, refusal.c_str(), part);
  return false;
}

void bad_usage_is_refused_with_a_line_that_says_what_to_do(void**) {
  const struct {
    const char* text;
    const char* part;
  } rows[] = {
      {"", "no command: see uc8 --help"},
      {"frobnicate", "unknown command frobnicate: see uc8 --help"},
      {"doctor", "unknown command doctor"},
      {"create", "no STREAM: give uc8 create STREAM"},
      {"consume demo", "no SUBSCRIPTION: give uc8 consume STREAM SUBSCRIPTION"},
      {"consume demo _", "the subscription is empty"},
      {"list demo", "too many arguments: give uc8 list"},
      {"create demo extra", "too many arguments: give uc8 create STREAM"},
      {"create --frob demo", "unknown option --frob: see uc8 --help"},
      {"create --frob=secret demo", "unknown option --frob:"},
      {"create -x demo", "unknown option -x: see uc8 --help"},
      {"create demo --url", "--url needs a value: give --url URL"},
      {"create demo -W", "-W needs a value: give -W SECONDS"},
      {"create demo --insecure=yes", "--insecure takes no value"},
      {"create demo -m hello", "create has no option -m: see uc8 create --help"},
      {"produce demo -m a --force", "produce has no option --force"},
      {"create demo -W 0", "-W: give a number of seconds above 0"},
      {"create demo -W -1", "-W: give a number of seconds above 0"},
      {"create demo -W 0.0", "-W: give a number of seconds above 0"},
      {"create demo -W 1000000001", "-W: it is too large: give 1000000000 at most"},
      {"create demo -W 1e3", "-W: give a number"},
      {"create demo -W 1.2.3", "-W: give a number"},
      {"create demo -W .", "-W: give a number"},
      {"create demo -k five", "--keepalive: give a number"},
      {"create demo --fabric=", "--fabric: it is empty"},
      {"create 9lives", "\"9lives\" is no stream name"},
      {"create a.b", "is no stream name"},
      {"create c8globals.", "is no stream name"},
      {"create c8locals.9", "is no stream name"},
      {"create _", "is no stream name"},
      {"create demo --api-key k --api-key-file f", "--api-key and --api-key-file: give one"},
      {"create demo --jwt k --jwt-file f", "--jwt and --jwt-file: give one"},
      {"produce demo", "nothing to send: give -m TEXT, -l, -s or -f FILE"},
      {"produce demo -l -s", "more than one source of messages"},
      {"produce demo -m a -f b", "more than one source of messages"},
      {"produce demo -l --repeat 2", "--repeat does not go with -l"},
      {"produce demo -m a --repeat 0", "--repeat: give a whole number of at least 1"},
      {"produce demo -m a --repeat 99999999999999999999", "--repeat: it is too large"},
      {"produce demo -m a --interval x", "--interval: give a whole number of at least 0"},
      {"produce demo -m a --property novalue", "--property: give NAME=VALUE"},
      {"produce demo -m a --property =v", "--property: give NAME=VALUE"},
      {"produce demo -m a --key \xff", "--key: it is not UTF-8"},
      {"produce demo -f a -f b", "-f: it sends one file"},
      {"consume demo s --no-ack -C 1001", "with --no-ack no more than 1000 messages come"},
      {"consume demo s -C 0", "-C: give a whole number of at least 1"},
      {"consume demo s -C -3", "-C: give a whole number of at least 1"},
      {"consume demo s --type sharded", "--type: give failover, exclusive, shared or key_shared"},
      {"consume demo s -F %x", "-F: unknown directive %x"},
      {"create demo --api-key a\x01z", "--api-key: it has characters that no key has"},
  };
  for (const auto& row : rows) assert_true(says(row.text, row.part));
}

void a_secret_never_appears_in_a_refusal(void**) {
  const char* const rows[] = {
      "create demo s3cret",
      "create demo --apikey=s3cret",
      "create demo --api-key=\x01s3cret",
      "create demo -W s3cret",
      "list s3cret",
      "create demo --jwt=s3cret\xff",
      "consume demo s --type s3cret",
  };
  for (const char* row : rows) {
    assert_false(refusal_of(row) == "accepted");
    assert_true(refusal_of(row).find("s3cret") == std::string::npos);
  }
}

bool reads(const char* text, bool (*holds)(const Options&)) {
  try {
    if (holds(parse(text).options)) return true;
    print_error("%s: read as something else\n", text);
  } catch (const Failure& failure) {
    print_error("%s: %s\n", text, failure.text.c_str());
  }
  return false;
}

void options_take_their_value_in_every_usual_way(void**) {
  using O = const Options&;
  const struct {
    const char* text;
    bool (*holds)(O);
  } rows[] = {
      {"create demo --url https://h", [](O o) { return o.url == "https://h"; }},
      {"create demo --url=https://h?a=b", [](O o) { return o.url == "https://h?a=b"; }},
      {"--url h create demo", [](O o) { return o.url == "h" && o.stream == "demo"; }},
      {"create -- demo", [](O o) { return o.stream == "demo"; }},
      {"consume demo -- -sub", [](O o) { return o.subscription == "-sub"; }},
      {"create c8locals.demo", [](O o) { return o.stream == "c8locals.demo"; }},
      {"create demo --local", [](O o) { return o.scope == Scope::local; }},
      {"create demo --local --global", [](O o) { return o.scope == Scope::global; }},
      {"create demo", [](O o) { return o.scope == Scope::global && !o.give_up_ms; }},
      {"create demo", [](O o) { return o.keepalive_ms == 30'000 && o.verbosity == 0; }},
      {"create demo -W 2.5 -k 7",
       [](O o) { return o.give_up_ms == 2500u && o.keepalive_ms == 7000; }},
      {"create demo -W 0.0001", [](O o) { return o.give_up_ms == 1u; }},
      {"create demo -W2 --keepalive=7",
       [](O o) { return o.give_up_ms == 2000u && o.keepalive_ms == 7000; }},
      {"create demo -v -q", [](O o) { return o.verbosity == -1; }},
      {"delete demo --force", [](O o) { return o.force; }},
      {"produce demo -m a -m b -mc -m _",
       [](O o) {
         return o.messages == std::vector<std::string>{"a", "b", "c", ""};
       }},
      {"produce demo -m -v", [](O o) { return o.messages[0] == "-v" && o.verbosity == 0; }},
      {"produce demo -vl", [](O o) { return o.lines && o.verbosity == 1; }},
      {"produce demo -vf file", [](O o) { return o.file == "file"; }},
      {"produce demo -s --repeat 3 --interval=10",
       [](O o) { return o.whole_input && o.repeat == 3 && o.interval_ms == 10; }},
      {"produce demo -m a --property k=v=w --property=x=",
       [](O o) {
         return o.properties.size() == 2 && o.properties[0].second == "v=w" &&
                o.properties[1].first == "x" && o.properties[1].second.empty();
       }},
      {"consume demo s",
       [](O o) {
         return o.type == SubscriptionType::failover && o.acknowledge && !o.push && !o.count;
       }},
      {"consume demo s --no-ack -C 1000", [](O o) { return o.count == 1000u; }},
      {"consume demo s -C 1001", [](O o) { return o.count == 1001u; }},
      {"consume demo s --type key_shared -C 5 --no-ack --push --name n",
       [](O o) {
         return o.type == SubscriptionType::key_shared && o.count == 5u && !o.acknowledge &&
                o.push && o.consumer_name == "n";
       }},
  };
  for (const auto& row : rows) assert_true(reads(row.text, row.holds));
}

bool help_is_whole() {
  bool whole = true;
  for (const CommandSpec& command : command_table()) {
    const std::string help = help_of(command);
    whole = whole && general_help().find(command.name) != std::string::npos;
    for (const OptionSpec& spec : option_table()) {
      const bool listed = help.find(spec.help) != std::string::npos &&
                          help.find(spelling(spec)) != std::string::npos;
      if (listed == ((spec.commands & command.command) != 0)) continue;
      print_error("%s --help and %s\n", command.name, spelling(spec).c_str());
      whole = false;
    }
  }
  return whole;
}

void help_lists_exactly_what_a_command_takes(void**) {
  assert_true(help_is_whole());
}

void help_and_version_need_nothing_else(void**) {
  assert_true(parse("--help").help && parse("--version").version);
  assert_true(parse("consume --help").command == find_command("consume"));
  assert_true(parse("produce --help").help);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(bad_usage_is_refused_with_a_line_that_says_what_to_do),
      cmocka_unit_test(a_secret_never_appears_in_a_refusal),
      cmocka_unit_test(options_take_their_value_in_every_usual_way),
      cmocka_unit_test(help_lists_exactly_what_a_command_takes),
      cmocka_unit_test(help_and_version_need_nothing_else),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
