// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include "cli/options.h"

namespace uc8::cli {
namespace {

constexpr size_t kColumn = 30;

std::string padded(std::string left) {
  left.resize(left.size() < kColumn ? kColumn : left.size() + 1, ' ');
  return left;
}

std::string row_of(const OptionSpec& spec) {
  std::string left = "  ";
  left += spec.letter != 0 ? std::string("-") + spec.letter : "  ";
  if (spec.name != nullptr) {
    left += spec.letter != 0 ? ", --" : "  --";
    left += spec.name;
  }
  if (spec.value != nullptr) left += std::string(" ") + spec.value;
  std::string row = padded(left) + spec.help;
  if (spec.environment != nullptr) row += std::string(" [") + spec.environment + "]";
  return row + "\n";
}

std::string rows_of(bool (*wanted)(const OptionSpec&, unsigned), unsigned command) {
  std::string rows;
  for (const OptionSpec& spec : option_table()) {
    if (wanted(spec, command)) rows += row_of(spec);
  }
  return rows;
}

bool is_common(const OptionSpec& spec, unsigned) {
  return spec.commands == kEvery;
}

bool is_own(const OptionSpec& spec, unsigned command) {
  return spec.commands != kEvery && (spec.commands & command) != 0;
}

std::string synopsis_of(const CommandSpec& command) {
  std::string text = command.name;
  for (const char* argument : command.arguments) text += std::string(" ") + argument;
  return text;
}

const char* const kExitCodes =
    "Exit code: 0 done; 1 usage, bad input or output; 2 trying later may work; 3 credentials;\n"
    "4 a human has to act (no such stream, untrusted certificate, protocol broken).\n";

}  // namespace

std::string general_help() {
  std::string text =
      "uc8: streams of the Macrometa GDN\n\nusage: uc8 COMMAND [OPTION]...\n\ncommands:\n";
  for (const CommandSpec& command : command_table()) {
    text += padded("  " + synopsis_of(command)) + command.summary + "\n";
  }
  text += "\noptions of every command:\n" + rows_of(is_common, 0);
  text += padded("      --help") + "print this, or the help of COMMAND\n";
  text += padded("      --version") + "print the version\n";
  text += "\nSee uc8 COMMAND --help for the options of one. An option wins over its environment\n";
  text += "variable, a JWT over an API key.\n\n";
  return text + kExitCodes;
}

std::string help_of(const CommandSpec& command) {
  std::string text = "uc8 " + synopsis_of(command) + ": " + command.summary + "\n\n";
  text += std::string(command.details) + "\n";
  const std::string own = rows_of(is_own, command.command);
  if (!own.empty()) text += "\noptions:\n" + own;
  text += "\noptions of every command:\n" + rows_of(is_common, 0);
  return text + "\n" + kExitCodes;
}

}  // namespace uc8::cli
