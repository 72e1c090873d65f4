// SPDX-License-Identifier: Apache-2.0
//
// uc8-emulator: a local Macrometa GDN for streams.
#include <csignal>
#include <cstdio>
#include <string>

#include "options.h"
#include "program.h"
#include "uc8/version.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  uc8::gateway::Faults faults;
  uc8::gateway::Options options;
  std::string problem = uc8::gateway::parse_options(argc, argv, &options, &faults);
  if (problem.empty() && (options.help || options.version)) {
    const std::string text =
        options.help ? uc8::gateway::help_text(faults) : "uc8-emulator " UC8_VERSION "\n";
    std::fputs(text.c_str(), stdout);
    return std::fflush(stdout) == 0 ? 0 : 1;
  }
  if (problem.empty()) {
    uc8::gateway::Program program(options, faults);
    problem = program.start();
    if (problem.empty()) {
      program.run();
      return 0;
    }
  }
  std::fprintf(stderr, "uc8-emulator: %s (see --help)\n", problem.c_str());
  return 1;
}
