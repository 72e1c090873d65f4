// SPDX-License-Identifier: Apache-2.0
#include "broker/election.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>

#include "broker/murmur3.h"

namespace uc8::emulator {
namespace {

// Those of the best priority, by name.
std::vector<size_t> best_by_name(const std::vector<Candidate>& candidates) {
  std::vector<size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const Candidate &left = candidates[a], &right = candidates[b];
    if (left.priority_level != right.priority_level)
      return left.priority_level < right.priority_level;
    return left.name < right.name;
  });
  const int best = candidates[order.front()].priority_level;
  const auto worse = std::find_if(order.begin(), order.end(), [&](size_t index) {
    return candidates[index].priority_level != best;
  });
  order.erase(worse, order.end());
  return order;
}

size_t by_hash_ring(const std::string& topic, const std::vector<Candidate>& candidates,
                    const std::vector<size_t>& best) {
  constexpr int kPointsOfEach = 100;
  std::map<uint32_t, size_t> ring;
  for (size_t index : best) {
    for (int point = 0; point < kPointsOfEach; ++point) {
      ring[murmur3_32(candidates[index].name + std::to_string(point))] = index;
    }
  }
  const auto found = ring.lower_bound(murmur3_32(topic));
  return found == ring.end() ? ring.begin()->second : found->second;
}

}  // namespace

size_t elect(ElectionProfile profile, const ElectionTopic& topic,
             const std::vector<Candidate>& candidates) {
  if (profile == ElectionProfile::legacy && topic.partition_index < 0) return 0;
  const std::vector<size_t> best = best_by_name(candidates);
  if (topic.partition_index >= 0)
    return best[static_cast<size_t>(topic.partition_index) % best.size()];
  return by_hash_ring(topic.pulsar_name, candidates, best);
}

}  // namespace uc8::emulator
