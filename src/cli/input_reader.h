// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <string_view>

namespace uc8::cli {

/// Reads a descriptor (pipe, terminal, file, socket) from the loop, without changing its flags.
///
/// **Told only between `start()` and `stop()`: who stops is not read ahead for.**
class InputReader {
 public:
  class Owner {
   public:
    virtual void on_input(std::string_view bytes) = 0;
    /// Nothing more will come. `error`: an errno, 0 for the end.
    virtual void on_input_end(int error) = 0;

   protected:
    ~Owner() = default;
  };

  InputReader(uv_loop_t& loop, int descriptor, Owner& owner);
  InputReader(const InputReader&) = delete;
  InputReader& operator=(const InputReader&) = delete;

  void start();
  void stop();

 private:
  void read_once();

  int descriptor_;
  Owner& owner_;
  uv_poll_t poll_;
  uv_idle_t always_;  // For what cannot be polled, because it is always ready.
  bool pollable_ = false;
  bool ended_ = false;
  bool running_ = false;
};

}  // namespace uc8::cli
