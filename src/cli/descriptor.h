// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

namespace uc8::cli {

/// Whether poll(2) says so at this moment; `events` as there.
bool is_ready(int descriptor, short events);

/// uv_poll_init(), which makes the descriptor non-blocking for everyone who shares it, and then
/// its flags back as they were. Answers libuv's error: UV_EPERM for a regular file, which is
/// always ready.
int init_poll_keeping_flags(uv_loop_t& loop, uv_poll_t& poll, int descriptor);

/// Puts something on 0, 1 and 2 where nothing is open, so that no socket is given that number:
/// reading 0 and writing 1 then fail with EBADF.
void occupy_standard_descriptors();

}  // namespace uc8::cli
