// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "cli/descriptor.h"

namespace uc8::cli {
namespace {

// A pipe that polls as writable has room for a page; a terminal for less.
constexpr size_t kPipeWriteMax = 4096;
constexpr size_t kTerminalWriteMax = 128;

}  // namespace

Output::Output(uv_loop_t& loop, int descriptor, std::function<void()> on_progress)
    : loop_(loop), on_progress_(std::move(on_progress)), descriptor_(descriptor) {
  find_kind(descriptor);
}

void Output::find_kind(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return;  // The write will say why.
  if (S_ISSOCK(status.st_mode)) kind_ = Kind::socket;
  const bool is_pipe = S_ISFIFO(status.st_mode);
  if (!is_pipe && isatty(descriptor) == 0) return;
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  const int own = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  kind_ = own >= 0 ? Kind::own : Kind::shared;
  if (own >= 0) {
    descriptor_ = own;
  } else {
    write_max_ = is_pipe ? kPipeWriteMax : kTerminalWriteMax;
  }
}

ssize_t Output::write_some(const char* data, size_t size) const {
  if (kind_ == Kind::socket) return send(descriptor_, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (kind_ == Kind::shared && !is_ready(descriptor_, POLLOUT)) {
    errno = EAGAIN;
    return -1;
  }
  return write(descriptor_, data, std::min(size, write_max_));
}

void Output::flush() {
  while (error_ == 0 && offset_ < pending_.size()) {
    const ssize_t wrote = write_some(pending_.data() + offset_, pending_.size() - offset_);
    if (wrote > 0) {
      offset_ += static_cast<size_t>(wrote);
      written_ += static_cast<uint64_t>(wrote);
    } else if (wrote < 0 && errno == EINTR) {
      continue;
    } else if (wrote < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      return watch();
    } else {
      error_ = wrote < 0 ? errno : EIO;
    }
  }
  unwatch();
  if (error_ != 0) return;
  pending_.clear();
  offset_ = 0;
}

void Output::watch() {
  if (!poll_ready_) {
    error_ = -init_poll_keeping_flags(loop_, poll_, descriptor_);
    if (error_ != 0) return;
    poll_.data = this;
    poll_ready_ = true;
  }
  if (!watching_) error_ = -uv_poll_start(&poll_, UV_WRITABLE, on_writable);
  watching_ = error_ == 0;
}

void Output::unwatch() {
  if (watching_) uv_poll_stop(&poll_);
  watching_ = false;
}

void Output::on_writable(uv_poll_t* poll, int, int) {
  Output& output = *static_cast<Output*>(poll->data);
  output.flush();  // Whatever the poll found, the write will say.
  output.on_progress_();
}

}  // namespace uc8::cli
