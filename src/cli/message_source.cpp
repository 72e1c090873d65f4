// SPDX-License-Identifier: Apache-2.0
#include "cli/message_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/failure.h"
#include "cli/stream_name.h"

namespace uc8::cli {
namespace {

// So many repetitions are as good as endless, and can be counted.
constexpr uint64_t kRoundsMax = 1'000'000'000'000;

/// Never waits: a named pipe may have no writer yet.
int open_source(const Options& options) {
  if (options.file.empty()) return STDIN_FILENO;
  const int descriptor = open(options.file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) {
    throw usage("cannot read " + printable(options.file) + " (" + std::strerror(errno) +
                "): give a file that can be read");
  }
  return descriptor;
}

std::string too_large(const std::string& what) {
  return what + " is longer than " + std::to_string(kPayloadMax) +
         " bytes: send it in smaller pieces";
}

}  // namespace

MessageSource::MessageSource(uv_loop_t& loop, const Options& options, std::function<void()> on_more)
    : options_(options),
      on_more_(std::move(on_more)),
      descriptor_(open_source(options)),
      reader_(loop, descriptor_, *this),
      fixed_(options.messages) {
  for (const std::string& message : fixed_) {
    if (message.size() > kPayloadMax) throw usage(too_large("a message of -m"));
  }
  whole_read_ = !fixed_.empty() || options.lines;
}

MessageSource::Next MessageSource::next(std::string_view& payload) {
  if (options_.lines) return next_line(payload);
  if (!failure_.empty()) return Next::failed;
  if (stopped_) return Next::end;
  if (!whole_read_) {
    reader_.start();
    return Next::wait;
  }
  if (rounds_ == options_.repeat) return Next::end;
  payload = fixed_[position_];
  return Next::message;
}

MessageSource::Next MessageSource::next_line(std::string_view& payload) {
  if (!has_line_) has_line_ = lines_.next(line_);
  if (has_line_) {
    reader_.stop();
    payload = line_;
    return Next::message;
  }
  if (lines_.too_long() != 0) {
    reader_.stop();
    failure_ = too_large("line " + std::to_string(lines_.too_long()));
  }
  if (!failure_.empty()) return Next::failed;
  if (stopped_ || lines_.at_end()) return Next::end;
  reader_.start();
  return Next::wait;
}

void MessageSource::take() {
  has_line_ = false;
  if (options_.lines) return;
  if (++position_ < fixed_.size()) return;
  position_ = 0;
  ++rounds_;
}

void MessageSource::stop() {
  stopped_ = true;
  reader_.stop();
}

uint64_t MessageSource::waiting() {
  if (!options_.lines) return waiting_fixed();
  uint64_t count = has_line_ ? 1 : 0;
  while (lines_.next(line_)) ++count;
  return count;
}

uint64_t MessageSource::waiting_fixed() const {
  if (!whole_read_) return whole_.empty() ? 0 : 1;
  const uint64_t rounds = std::min(options_.repeat - rounds_, kRoundsMax);
  return rounds * fixed_.size() - position_;
}

void MessageSource::on_input(std::string_view bytes) {
  if (options_.lines) {
    lines_.feed(bytes);
  } else {
    whole_ += bytes;
    if (whole_.size() > kPayloadMax) {
      reader_.stop();
      failure_ = too_large(options_.file.empty() ? "stdin" : printable(options_.file));
    }
  }
  on_more_();
}

void MessageSource::on_input_end(int error) {
  if (error != 0) {
    const std::string what = options_.file.empty() ? "stdin" : printable(options_.file);
    failure_ =
        "cannot read " + what + " (" + std::strerror(error) + "): give a source that can be read";
  }
  if (options_.lines && error == 0) lines_.end();
  if (!options_.lines) {
    fixed_.push_back(whole_);
    whole_read_ = true;
  }
  on_more_();
}

}  // namespace uc8::cli
