// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/identity.h"
#include "cli/options.h"

namespace uc8::cli {

// Each runs one command to its end and answers the exit code. A Failure may be thrown before the
// command starts.
int run_create(const Options& options, const Identity& identity);
/// What `--create` does before another command, where it cannot go the same way. Prints nothing.
int run_make(const Options& options, const Identity& identity);
int run_exists(const Options& options, const Identity& identity);
int run_list(const Options& options, const Identity& identity);
int run_delete(const Options& options, const Identity& identity);
int run_produce(const Options& options, const Identity& identity);
int run_consume(const Options& options, const Identity& identity);

}  // namespace uc8::cli
