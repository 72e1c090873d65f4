// SPDX-License-Identifier: Apache-2.0
//
// uc8: streams of the Macrometa GDN, or of a Pulsar, from the command line.
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "cli/descriptor.h"
#include "cli/environment.h"
#include "cli/failure.h"
#include "cli/help.h"
#include "cli/log.h"
#include "cli/run.h"
#include "uc8/version.h"

namespace uc8::cli {
namespace {

constexpr Millis kForeverMs = 1'000'000'000'000;

/// Before a loop runs, stdout may be waited for.
int print(const std::string& text) {
  for (size_t written = 0; written < text.size();) {
    const ssize_t size = write(STDOUT_FILENO, text.data() + written, text.size() - written);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      throw usage(std::string("cannot write stdout (") + std::strerror(errno) +
                  "): check where it leads to");
    }
    written += static_cast<size_t>(size);
  }
  return 0;
}

int dispatch(Command command, const Options& options, const Identity& identity) {
  switch (command) {
    case kCreate:
      return run_create(options, identity);
    case kExists:
      return run_exists(options, identity);
    case kList:
      return run_list(options, identity);
    case kDelete:
      return run_delete(options, identity);
    case kProduce:
      return run_produce(options, identity);
    case kConsume:
      return run_consume(options, identity);
    case kEvery:
      break;
  }
  return 1;
}

/// The stream is made by another server than the one that then carries it.
bool is_made_elsewhere(const Options& options) {
  return options.create && !options.admin_url.empty();
}

void read_jwt_file(Options& options) {
  if (options.jwt_file.empty()) return;
  options.jwt = read_secret_file("--jwt-file", options.jwt_file);
  options.jwt_file.clear();
}

/// Makes it. Time that it takes is no longer there for a `produce -W`.
int make_elsewhere(CommandLine& line, const Identity& admin) {
  Options& options = line.options;
  Options* making = new Options(options);  // Never destroyed, like the task that refers to it.
  if (!options.give_up_ms) making->give_up_ms = kForeverMs;
  const auto start = std::chrono::steady_clock::now();
  const int code = run_make(*making, admin);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  if (line.command->command == kProduce && options.give_up_ms) {
    const Millis used = static_cast<Millis>(took.count());
    options.give_up_ms = *options.give_up_ms > used ? *options.give_up_ms - used : 1;
  }
  options.create = false;
  return code;
}

int run(int argument_count, char** arguments) {
  const std::vector<std::string> list(arguments + (argument_count > 0 ? 1 : 0),
                                      arguments + argument_count);
  CommandLine line = parse_command_line(list);
  if (line.help) return print(line.command ? help_of(*line.command) : general_help());
  if (line.version) return print("uc8 " UC8_VERSION "\n");
  add_environment(line, [](const char* name) -> const char* { return std::getenv(name); });
  hide_secrets(line.options, argument_count, arguments);
  check(line.options, *line.command);
  std::optional<Identity> admin;
  if (is_made_elsewhere(line.options)) {
    // The file may be a pipe: it is read once.
    read_jwt_file(line.options);
    admin.emplace(line.options, true);
    const int code = make_elsewhere(line, *admin);
    if (code != 0) return code;
  }
  const bool administers = (line.command->command & (kProduce | kConsume)) == 0;
  const Identity identity(line.options, administers);
  return dispatch(line.command->command, line.options, identity);
}

int run_and_report(int argument_count, char** arguments) {
  try {
    return run(argument_count, arguments);
  } catch (const Failure& failure) {
    Log(0).error(failure.text);
    return failure.exit_code;
  }
}

}  // namespace
}  // namespace uc8::cli

int main(int argument_count, char** arguments) {
  uc8::cli::occupy_standard_descriptors();
  // The write that failed says so, and the program tells it.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Not by return: libuv would wait there for a look-up that nobody needs any more.
  _exit(uc8::cli::run_and_report(argument_count, arguments));
}
