// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/input_reader.h"
#include "cli/line_splitter.h"
#include "cli/options.h"

namespace uc8::cli {

/// The server's frame of 1 MiB less base64 and the JSON around it.
inline constexpr size_t kPayloadMax = 785'000;

/// Where `produce` takes its messages from: `-m`, `-l`, `-s` or `-f`.
///
/// **Nothing is read while a message waits to be taken**, so who sends slower reads slower.
class MessageSource final : private InputReader::Owner {
 public:
  enum class Next { message, wait, end, failed };

  /// Opens the file. Throws a Failure. `on_more`: `next()` has something to say; from the loop.
  MessageSource(uv_loop_t& loop, const Options& options, std::function<void()> on_more);
  MessageSource(const MessageSource&) = delete;
  MessageSource& operator=(const MessageSource&) = delete;

  /// `payload` stays valid until `take()`.
  Next next(std::string_view& payload);
  /// The message that `next()` told has been sent.
  void take();
  /// Reads no more, and repeats no more: what is whole by now is all there is.
  void stop();
  /// Messages that are not sent yet, as far as they are known; one that is not whole is one.
  uint64_t waiting();
  /// After `failed`: what went wrong and what to do.
  const std::string& failure() const { return failure_; }

 private:
  void on_input(std::string_view bytes) override;
  void on_input_end(int error) override;
  Next next_line(std::string_view& payload);
  uint64_t waiting_fixed() const;

  const Options& options_;
  std::function<void()> on_more_;
  int descriptor_;
  InputReader reader_;
  LineSplitter lines_{kPayloadMax};
  std::string_view line_;
  std::string whole_;
  std::vector<std::string> fixed_;  // -m, or the one message of -s and -f.
  size_t position_ = 0;
  uint64_t rounds_ = 0;
  std::string failure_;
  bool whole_read_ = true;
  bool has_line_ = false;
  bool stopped_ = false;
};

}  // namespace uc8::cli
