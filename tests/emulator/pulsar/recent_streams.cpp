// SPDX-License-Identifier: Apache-2.0
#include "pulsar/recent_streams.h"

#include <algorithm>

namespace uc8::gateway {
namespace {

// Behind it Pulsar's list counts alone: others make and remove streams too.
constexpr uint64_t kLagMs = 5000;

}  // namespace

void RecentStreams::making(const Key& key) {
  if (faults_.visible_after_ms > 0) visible_at_ms_[key] = UINT64_MAX;
}

void RecentStreams::made(const Key& key) {
  const uint64_t now_ms = uv_now(loop_);
  changes_[key] = {true, now_ms + kLagMs};
  const auto found = visible_at_ms_.find(key);
  if (found == visible_at_ms_.end()) return;
  found->second = now_ms + static_cast<uint64_t>(faults_.visible_after_ms);
}

void RecentStreams::not_made(const Key& key) {
  visible_at_ms_.erase(key);
}

void RecentStreams::removed(const Key& key) {
  changes_[key] = {false, uv_now(loop_) + kLagMs};
}

bool RecentStreams::hidden(const Key& key) {
  const auto found = visible_at_ms_.find(key);
  if (found == visible_at_ms_.end()) return false;
  if (uv_now(loop_) < found->second) return true;
  visible_at_ms_.erase(found);
  return false;
}

void RecentStreams::correct(Key place, std::vector<Key>* listed) {
  place.name.clear();
  for (auto at = changes_.begin(); at != changes_.end();) {
    const auto& [key, change] = *at;
    if (change.until_ms <= uv_now(loop_)) {
      at = changes_.erase(at);
      continue;
    }
    Key its_place = key;
    its_place.name.clear();
    if (its_place == place) {
      const auto range = std::equal_range(listed->begin(), listed->end(), key);
      const bool known = range.first != range.second;
      if (known && !change.there) listed->erase(range.first, range.second);
      if (!known && change.there) listed->insert(range.first, key);
    }
    ++at;
  }
}

}  // namespace uc8::gateway
