// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/commands.h"

namespace uc8::cli {

/// `uc8 --help`, from the tables of commands and options.
std::string general_help();
/// `uc8 COMMAND --help`.
std::string help_of(const CommandSpec& command);

}  // namespace uc8::cli
