// SPDX-License-Identifier: Apache-2.0
//
// What the command line says.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "uc8/stream.h"

namespace uc8::cli {

/// As many messages come without an acknowledgement; Pulsar's limit.
inline constexpr uint64_t kUnacknowledgedMax = 1000;

/// Every setting of every command; a command uses those that its table entry lists.
struct Options {
  std::string stream;
  std::string subscription;

  // The account.
  std::string url;
  bool pulsar = false;    ///< A plain Pulsar, no GDN.
  std::string admin_url;  ///< Of a Pulsar; empty: where its WebSocket service is.
  std::string api_key;
  std::string api_key_file;
  std::string jwt;
  std::string jwt_file;
  std::optional<std::string> fabric;
  std::optional<std::string> tenant;
  std::string ca_file;
  bool insecure = false;
  Scope scope = Scope::global;

  // Every command.
  Millis keepalive_ms = 30'000;
  std::optional<Millis> give_up_ms;
  int verbosity = 0;  ///< -1 errors only, 0 usual, 1 every step.

  // delete
  bool force = false;

  // produce
  std::vector<std::string> messages;
  bool lines = false;
  bool whole_input = false;
  std::string file;
  bool print_ids = false;
  std::string key;
  std::vector<std::pair<std::string, std::string>> properties;
  std::string producer_name;
  Millis interval_ms = 0;
  uint64_t repeat = 1;

  // consume
  SubscriptionType type = SubscriptionType::failover;
  std::string consumer_name;
  std::optional<uint64_t> count;
  bool acknowledge = true;
  bool push = false;
  std::string format = "%p\\n";

  // produce and consume
  bool create = false;

  Service service() const { return pulsar ? Service::pulsar : Service::gdn; }
};

/// One row of the table that parsing, the environment and `--help` share.
struct OptionSpec {
  const char* name;         ///< Without the dashes; null: only a short form.
  char letter;              ///< The short form; 0: none.
  const char* value;        ///< What `--help` calls the value; null: a switch.
  const char* environment;  ///< Null: none.
  unsigned commands;        ///< Those that take it: a sum of Command.
  const char* help;
  /// Throws a Failure that says what is wrong with the value, without naming the option.
  void (*apply)(Options& options, const std::string& value);
};

const std::vector<OptionSpec>& option_table();
/// `-k, --keepalive`, `-W`, `--url`: as messages name it.
std::string spelling(const OptionSpec& spec);

struct CommandLine {
  Options options;
  const CommandSpec* command = nullptr;  ///< Null with `--help` or `--version` alone.
  std::set<const OptionSpec*> given;
  bool help = false;
  bool version = false;
};

/// Reads the arguments (without the program's name). Throws a Failure; values are never in it.
CommandLine parse_command_line(const std::vector<std::string>& arguments);

/// Rules that span options, once the environment has been added. Throws a Failure.
void check(const Options& options, const CommandSpec& command);

}  // namespace uc8::cli
