// SPDX-License-Identifier: Apache-2.0
//
// A lot of bytes in both directions at once, in chunks that a seed decides, checked one by one.
#pragma once

#include "contract/rig.h"

namespace uc8::test {

class Transfer {
 public:
  static constexpr size_t kSizeMax = 16 * 1024 * 1024;  ///< Of either direction.
  struct Shape {
    size_t to_peer = 0;
    size_t to_core = 0;
    uint64_t seed = 1;
    bool start_with_full_pipe = false;  ///< The peer reads only when a write would block.
    bool impatient = false;             ///< Call again without waiting to be woken.
  };
  struct Outcome {
    int blocked_writes = 0;
    const char* problem = "";
  };

  Transfer(Rig& rig, Probe& probe, const Shape& shape);
  Outcome run();

 private:
  void wait_to_be_woken();
  bool core_step();
  bool core_reads();
  bool core_writes();
  void peer_reads();
  void peer_writes();
  bool finished() const;
  size_t roll(size_t below);

  Rig& rig_;
  Probe& probe_;
  Shape shape_;
  uint64_t dice_;
  Outcome outcome_;
  size_t written_ = 0;  // By the core,
  size_t arrived_ = 0;  // at the peer;
  size_t sent_ = 0;     // by the peer,
  size_t got_ = 0;      // at the core.
  size_t blocked_ = 0;  // What the last write offered, if it would block.
};

}  // namespace uc8::test
