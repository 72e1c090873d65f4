// SPDX-License-Identifier: Apache-2.0
#include "cli/input_reader.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "cli/descriptor.h"

namespace uc8::cli {
namespace {

constexpr size_t kReadMax = 16'384;

}  // namespace

InputReader::InputReader(uv_loop_t& loop, int descriptor, Owner& owner)
    : descriptor_(descriptor), owner_(owner) {
  pollable_ = init_poll_keeping_flags(loop, poll_, descriptor) == 0;
  poll_.data = this;
  uv_idle_init(&loop, &always_);
  always_.data = this;
}

void InputReader::start() {
  if (ended_ || running_) return;
  running_ = true;
  if (pollable_) {
    uv_poll_start(&poll_, UV_READABLE, [](uv_poll_t* poll, int, int) {
      static_cast<InputReader*>(poll->data)->read_once();
    });
  } else {
    uv_idle_start(&always_,
                  [](uv_idle_t* idle) { static_cast<InputReader*>(idle->data)->read_once(); });
  }
}

void InputReader::stop() {
  running_ = false;
  if (pollable_) uv_poll_stop(&poll_);
  uv_idle_stop(&always_);
}

void InputReader::read_once() {
  // Another process may have taken what woke us, and then the read would wait.
  if (pollable_ && !is_ready(descriptor_, POLLIN)) return;
  char bytes[kReadMax];
  const ssize_t size = read(descriptor_, bytes, sizeof bytes);
  if (size > 0) return owner_.on_input({bytes, static_cast<size_t>(size)});
  if (size < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) return;
  const int error = size < 0 ? errno : 0;
  ended_ = true;
  stop();
  owner_.on_input_end(error);
}

}  // namespace uc8::cli
