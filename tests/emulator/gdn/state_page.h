// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broker/json_writer.h"
#include "broker/state.h"

namespace uc8::gateway {

// The member `streams` of the state page, and what the broker holds in all.
void write_streams(emulator::JsonWriter& json, const emulator::BrokerState& state);

}  // namespace uc8::gateway
