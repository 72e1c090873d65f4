// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broker/json.h"
#include "broker/state.h"

namespace uc8::gateway {

// Pulsar's own words about a topic, in ours.

// The answer of `…/stats`.
void read_stats(const emulator::JsonValue& stats, emulator::TopicState* topic);
// The answer of `…/internalStats`: what is stored.
void read_internal_stats(const emulator::JsonValue& stats, emulator::TopicState* topic);

}  // namespace uc8::gateway
