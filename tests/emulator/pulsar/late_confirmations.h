// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "faults/faults.h"
#include "net/timer.h"

namespace uc8::gateway {

// The confirmations of a Pulsar that a fault keeps back, in their order.
class LateConfirmations {
 public:
  // With more than this waiting, nothing more is to be read from Pulsar.
  static constexpr size_t kBytesMax = 1024 * 1024;

  // `due`: take them with next(), until there is none.
  LateConfirmations(uv_loop_t* loop, const Faults& faults, std::function<void()> due);

  // True: kept, until it is due.
  bool keep(const std::string& text);
  bool next(std::string* text);
  bool full() const { return bytes_ > kBytesMax; }

 private:
  struct Late {
    uint64_t due_ms;
    std::string text;
  };

  uv_loop_t* loop_;
  const Faults& faults_;
  Timer timer_;
  std::deque<Late> waiting_;
  size_t bytes_ = 0;
};

}  // namespace uc8::gateway
