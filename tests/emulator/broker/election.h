// SPDX-License-Identifier: Apache-2.0
// Which consumer of an Exclusive or Failover subscription is the active one.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "broker/broker_options.h"

namespace uc8::emulator {

struct Candidate {
  std::string name;
  int priority_level = 0;  // lower is better
};

struct ElectionTopic {
  std::string pulsar_name;
  int partition_index = -1;
};

// The index into `candidates`, which are in the order they joined and not empty.
size_t elect(ElectionProfile profile, const ElectionTopic& topic,
             const std::vector<Candidate>& candidates);

}  // namespace uc8::emulator
