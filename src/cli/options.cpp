// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <cstring>

#include "cli/failure.h"
#include "cli/stream_name.h"

namespace uc8::cli {
namespace {

/// The arguments, one after the other.
struct Arguments {
  const std::vector<std::string>& list;
  size_t next = 0;

  /// The value of an option: what stands behind its name, else the next argument.
  std::string value_of(const OptionSpec& spec, const std::string* attached) {
    if (attached != nullptr) return *attached;
    if (next == list.size()) {
      throw usage(spelling(spec) + " needs a value: give " + spelling(spec) + " " + spec.value);
    }
    return list[next++];
  }
};

void take(CommandLine& line, const OptionSpec& spec, const std::string& value) {
  try {
    spec.apply(line.options, value);
  } catch (const Failure& failure) {
    throw usage(spelling(spec) + ": " + failure.text);
  }
  line.given.insert(&spec);
}

void take_long(CommandLine& line, const std::string& argument, Arguments& arguments) {
  const size_t equals = argument.find('=');
  const std::string name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
  const std::string attached = equals == std::string::npos ? "" : argument.substr(equals + 1);
  for (const OptionSpec& spec : option_table()) {
    if (spec.name == nullptr || name != spec.name) continue;
    if (spec.value != nullptr) {
      const bool has = equals != std::string::npos;
      return take(line, spec, arguments.value_of(spec, has ? &attached : nullptr));
    }
    if (equals != std::string::npos) throw usage("--" + name + " takes no value: leave it out");
    return take(line, spec, "");
  }
  throw usage("unknown option --" + printable(name) + ": see uc8 --help");
}

/// `-v`, `-lv`, `-mTEXT`, `-m TEXT`.
void take_short(CommandLine& line, const std::string& argument, Arguments& arguments) {
  for (size_t i = 1; i < argument.size(); ++i) {
    const OptionSpec* found = nullptr;
    for (const OptionSpec& spec : option_table()) {
      if (spec.letter == argument[i]) found = &spec;
    }
    if (found == nullptr) {
      throw usage("unknown option -" + printable(argument.substr(i, 1)) + ": see uc8 --help");
    }
    if (found->value != nullptr) {
      const std::string attached = argument.substr(i + 1);
      return take(line, *found, arguments.value_of(*found, attached.empty() ? nullptr : &attached));
    }
    take(line, *found, "");
  }
}

void check_applicable(const CommandLine& line) {
  const CommandSpec& command = *line.command;
  for (const OptionSpec* spec : line.given) {
    if ((spec->commands & command.command) == 0) {
      throw usage(std::string(command.name) + " has no option " + spelling(*spec) + ": see uc8 " +
                  command.name + " --help");
    }
  }
}

void take_arguments(CommandLine& line, const std::vector<std::string>& words) {
  const CommandSpec& command = *line.command;
  std::string wanted = std::string("give uc8 ") + command.name;
  for (const char* argument : command.arguments) wanted += std::string(" ") + argument;
  if (words.size() - 1 < command.arguments.size()) {
    throw usage(std::string("no ") + command.arguments[words.size() - 1] + ": " + wanted);
  }
  // What stands there too much may be a key that lost its option, so it is not repeated.
  if (words.size() - 1 > command.arguments.size()) throw usage("too many arguments: " + wanted);
  if (words.size() > 1) line.options.stream = words[1];
  if (words.size() > 2) line.options.subscription = words[2];
}

void check_produce(const Options& options) {
  const int kinds = (options.messages.empty() ? 0 : 1) + (options.lines ? 1 : 0) +
                    (options.whole_input ? 1 : 0) + (options.file.empty() ? 0 : 1);
  if (kinds == 0) throw usage("nothing to send: give -m TEXT, -l, -s or -f FILE");
  if (kinds > 1) throw usage("more than one source of messages: give one of -m, -l, -s and -f");
  if (options.lines && options.repeat > 1)
    throw usage("--repeat does not go with -l: leave it out");
}

void check_consume(const Options& options) {
  if (options.subscription.empty()) throw usage("the subscription is empty: give it a name");
  if (!options.acknowledge && options.count && *options.count > kUnacknowledgedMax) {
    throw usage("with --no-ack no more than " + std::to_string(kUnacknowledgedMax) +
                " messages come: give -C " + std::to_string(kUnacknowledgedMax) + " or less");
  }
}

void check_service(const Options& options) {
  if (!options.pulsar) {
    if (!options.admin_url.empty()) throw usage("--admin-url goes with --pulsar: leave it out");
    return;
  }
  if (!options.api_key.empty() || !options.api_key_file.empty()) {
    throw usage("a Pulsar takes no API key: give --jwt-file FILE, or nothing");
  }
  if (options.scope == Scope::local) {
    throw usage("--local is of the GDN and does not go with --pulsar: leave it out");
  }
}

}  // namespace

std::string spelling(const OptionSpec& spec) {
  if (spec.name != nullptr) return std::string("--") + spec.name;
  return std::string("-") + spec.letter;
}

CommandLine parse_command_line(const std::vector<std::string>& list) {
  CommandLine line;
  std::vector<std::string> words;
  Arguments arguments{list};
  bool only_words = false;
  while (arguments.next < list.size()) {
    const std::string& argument = list[arguments.next++];
    if (only_words || argument.size() < 2 || argument[0] != '-') {
      words.push_back(argument);
    } else if (argument == "--") {
      only_words = true;
    } else if (argument == "--help") {
      line.help = true;
    } else if (argument == "--version") {
      line.version = true;
    } else if (argument[1] == '-') {
      take_long(line, argument, arguments);
    } else {
      take_short(line, argument, arguments);
    }
  }
  if (words.empty()) {
    if (line.help || line.version) return line;
    throw usage("no command: see uc8 --help");
  }
  line.command = find_command(words[0]);
  if (line.command == nullptr) {
    throw usage("unknown command " + printable(words[0]) + ": see uc8 --help");
  }
  if (line.help || line.version) return line;
  check_applicable(line);
  take_arguments(line, words);
  return line;
}

void check(const Options& options, const CommandSpec& command) {
  if (!command.arguments.empty()) check_stream(options.stream, options.service());
  if (command.command == kConsume) check_consume(options);
  if (command.command == kProduce) check_produce(options);
  check_service(options);
  if (!options.api_key.empty() && !options.api_key_file.empty()) {
    throw usage("--api-key and --api-key-file: give one of them");
  }
  if (!options.jwt.empty() && !options.jwt_file.empty()) {
    throw usage("--jwt and --jwt-file: give one of them");
  }
}

}  // namespace uc8::cli
