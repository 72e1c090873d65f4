// SPDX-License-Identifier: Apache-2.0
#include "contract/uv_turn.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

namespace uc8::test {

UvTurn::UvTurn() {
  (void)uv_loop_init(&loop_);
}

UvTurn::~UvTurn() {
  (void)uv_run(&loop_, UV_RUN_NOWAIT);
  if (uv_loop_close(&loop_) != 0) {
    (void)fprintf(stderr, "a handle was left in the loop\n");
    abort();
  }
}

void UvTurn::turn() {
  pollfd ready = {uv_backend_fd(&loop_), POLLIN, 0};
  (void)poll(&ready, 1, uv_backend_timeout(&loop_) == 0 ? 0 : 1);
  (void)uv_run(&loop_, UV_RUN_NOWAIT);
}

}  // namespace uc8::test
