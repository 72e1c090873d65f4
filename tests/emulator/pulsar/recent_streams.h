// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <cstdint>
#include <map>
#include <vector>

#include "broker/topic_key.h"
#include "faults/faults.h"

namespace uc8::gateway {

// Streams that were made or removed a moment ago. Pulsar's lists may lag behind what it has said is
// done, and a fault lets new streams be seen late.
class RecentStreams {
 public:
  using Key = emulator::TopicKey;

  RecentStreams(uv_loop_t* loop, const Faults& faults) : loop_(loop), faults_(faults) {}

  // First making(), then made() or not_made().
  void making(const Key& key);
  void made(const Key& key);
  void not_made(const Key& key);
  void removed(const Key& key);

  // By the fault.
  bool hidden(const Key& key);
  // Adds and takes away what Pulsar's list of that place does not know yet. The list is sorted.
  void correct(Key place, std::vector<Key>* listed);

 private:
  struct Change {
    bool there;
    uint64_t until_ms;
  };

  uv_loop_t* loop_;
  const Faults& faults_;
  std::map<Key, uint64_t> visible_at_ms_;
  std::map<Key, Change> changes_;
};

}  // namespace uc8::gateway
