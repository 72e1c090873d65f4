// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <string>

namespace uc8::cli {

/// stdout, without ever waiting for who reads it.
///
/// **The shared file description keeps its flags:** a pipe or terminal is opened anew for
/// non-blocking writes; where that fails, small writes follow a poll.
class Output {
 public:
  /// `on_progress` is called from the loop, after bytes went out late or the output failed.
  Output(uv_loop_t& loop, int descriptor, std::function<void()> on_progress);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// To be filled; `flush()` writes it.
  std::string& buffer() { return pending_; }
  /// Writes what goes without waiting. What is left goes from the loop.
  void flush();
  /// Bytes ever given, and ever written.
  uint64_t given() const { return written_ + pending_size(); }
  uint64_t written() const { return written_; }
  size_t pending_size() const { return pending_.size() - offset_; }
  /// The reader is behind: what is left goes from the loop.
  bool is_blocked() const { return watching_; }
  /// errno of what failed for good; 0: nothing.
  int error() const { return error_; }

 private:
  enum class Kind { file, socket, own, shared };
  void find_kind(int descriptor);
  ssize_t write_some(const char* data, size_t size) const;
  void watch();
  void unwatch();
  static void on_writable(uv_poll_t* poll, int status, int events);

  uv_loop_t& loop_;
  std::function<void()> on_progress_;
  Kind kind_ = Kind::file;
  int descriptor_;
  size_t write_max_ = SIZE_MAX;
  std::string pending_;
  size_t offset_ = 0;
  uint64_t written_ = 0;
  int error_ = 0;
  bool poll_ready_ = false;
  bool watching_ = false;
  uv_poll_t poll_;
};

}  // namespace uc8::cli
