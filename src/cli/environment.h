// SPDX-License-Identifier: Apache-2.0
//
// Where settings come from besides the command line.
#pragma once

#include <string>

#include "cli/options.h"

namespace uc8::cli {

/// Applies the variables of the option table that no option has overruled; an empty variable is
/// none. `lookup` is getenv(). Throws a Failure that names the variable.
void add_environment(CommandLine& line, const char* (*lookup)(const char* name));

/// The secret that a file holds, without its final newline. Throws a Failure.
std::string read_secret_file(const std::string& option, const std::string& path);

/// Overwrites the secrets that arguments and environment of this process show to others.
void hide_secrets(const Options& options, int argument_count, char** arguments);

}  // namespace uc8::cli
