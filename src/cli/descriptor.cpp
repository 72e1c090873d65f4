// SPDX-License-Identifier: Apache-2.0
#include "cli/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <initializer_list>

namespace uc8::cli {

bool is_ready(int descriptor, short events) {
  struct pollfd entry = {descriptor, events, 0};
  return poll(&entry, 1, 0) > 0;
}

int init_poll_keeping_flags(uv_loop_t& loop, uv_poll_t& poll, int descriptor) {
  const int flags = fcntl(descriptor, F_GETFL);
  const int status = uv_poll_init(&loop, &poll, descriptor);
  if (flags >= 0) fcntl(descriptor, F_SETFL, flags);
  return status;
}

void occupy_standard_descriptors() {
  for (const int wanted : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(wanted, F_GETFD) >= 0) continue;
    // The lowest free number is given, which is the wanted one.
    const int mode = wanted == STDOUT_FILENO ? O_RDONLY : O_WRONLY;
    if (open("/dev/null", mode) < 0) _exit(1);
  }
}

}  // namespace uc8::cli
