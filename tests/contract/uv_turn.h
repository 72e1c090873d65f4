// SPDX-License-Identifier: Apache-2.0
//
// A libuv loop that a test turns.
#pragma once

#include <uv.h>

namespace uc8::test {

class UvTurn {
 public:
  UvTurn();
  /// Ends the process if a handle is left in the loop: somebody did not let go.
  ~UvTurn();
  UvTurn(const UvTurn&) = delete;

  uv_loop_t& loop() { return loop_; }
  /// One turn. Waits a millisecond at most, if nothing is ready.
  void turn();

 private:
  uv_loop_t loop_;
};

}  // namespace uc8::test
