// SPDX-License-Identifier: Apache-2.0
// Joining: from an understood upgrade request to a producer, consumer or reader on its topic.
#pragma once

#include "broker/broker_core.h"
#include "broker/open_request.h"

namespace uc8::emulator {

Opened open_peer(BrokerCore& core, const OpenRequest& request, PeerSink& sink);

}  // namespace uc8::emulator
