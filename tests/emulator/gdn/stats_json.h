// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "broker/state.h"

namespace uc8::gateway {

// The members of a Pulsar TopicStats that clients look at.
std::string topic_stats_json(const emulator::TopicState& topic);
// Pulsar's PersistentOfflineTopicStats.
std::string topic_backlog_json(const emulator::TopicState& topic, int64_t now_ms);
// `["a","b"]`, readers left out.
std::string subscriptions_json(const emulator::TopicState& topic);
// c84j's device presence.
std::string presence_json(const emulator::TopicState& topic, int64_t now_ms);

}  // namespace uc8::gateway
