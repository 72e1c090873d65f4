// SPDX-License-Identifier: Apache-2.0
// A peer as the broker's other parts see it: bound to a topic, until it ends.
#pragma once

#include <string>
#include <string_view>

#include "broker/peer.h"

namespace uc8::emulator {

class BrokerCore;
class Topic;

class BoundPeer : public Peer {
 public:
  virtual const std::string& name() const = 0;
  virtual std::string subscription_name() const { return {}; }
  Topic& topic() const { return topic_; }

  // Leaves the topic, then tells the sink. Later calls do nothing.
  void close(int code, std::string_view reason);
  void abort();
  // Leaves the topic and says nothing: the WebSocket is gone.
  void vanish();

 protected:
  BoundPeer(BrokerCore& core, Topic& topic, PeerSink& sink)
      : core_(core), topic_(topic), sink_(sink) {}

  // false: closed already, or too large and closed now.
  bool admits(std::string_view text);
  virtual void leave_topic() = 0;

  BrokerCore& core_;
  Topic& topic_;  // not to be touched once closed_
  PeerSink& sink_;
};

}  // namespace uc8::emulator
