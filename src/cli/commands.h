// SPDX-License-Identifier: Apache-2.0
//
// The commands, as parsing and `--help` see them.
#pragma once

#include <string>
#include <vector>

namespace uc8::cli {

/// Powers of two, so that a sum of them is a set.
enum Command : unsigned {
  kCreate = 1,
  kExists = 2,
  kList = 4,
  kDelete = 8,
  kProduce = 16,
  kConsume = 32,
  kEvery = 63,
};

struct CommandSpec {
  const char* name;
  Command command;
  std::vector<const char*> arguments;  ///< All of them are needed.
  const char* summary;
  const char* details;  ///< For `uc8 COMMAND --help`.
};

const std::vector<CommandSpec>& command_table();
/// Null: there is none of that name.
const CommandSpec* find_command(const std::string& name);

}  // namespace uc8::cli
