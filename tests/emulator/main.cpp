// SPDX-License-Identifier: Apache-2.0
//
// uc8-emulator: a local Macrometa GDN for streams.
#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "options.h"
#include "program.h"
#include "uc8/version.h"

namespace {

// A closed standard stream would become a socket, and `ready` a line on it.
void fill_standard_streams() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDONLY) != fd) std::_Exit(1);
  }
}

// Each connection is a file, and 256 or 1024 are soon used up.
void allow_many_files() {
  constexpr rlim_t kFiles = 65536;
  rlimit limit;
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kFiles) return;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, kFiles));
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  fill_standard_streams();
  allow_many_files();
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
