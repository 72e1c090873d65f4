// SPDX-License-Identifier: Apache-2.0
// Who gets which message of a subscription.
#pragma once

#include <memory>
#include <vector>

#include "broker/message_log.h"

namespace uc8::emulator {

class Receiver;
class Subscription;
enum class SubscriptionType : int;

// **It hands out with Receiver::offer(), to a consumer that has permits**, and only from pump()
// (which the others call too).
class Dispatcher {
 public:
  virtual ~Dispatcher() = default;

  // The consumer was appended to the subscription's list.
  virtual void added(Receiver& consumer) = 0;
  // The consumer was taken off the list; `held` was dispatched to it and is not acknowledged.
  virtual void removed(Receiver& consumer, const std::vector<Position>& held) = 0;
  virtual void acknowledged(Position) {}
  virtual void redeliver(Receiver& consumer, const std::vector<Position>& positions) = 0;
  virtual void pump() = 0;
  // All consumers subscribed again, in the same order.
  virtual void reload() = 0;
  // The only one that messages go to; null where there is no such one.
  virtual const Receiver* active() const { return nullptr; }
  virtual bool waiting() const { return false; }  // for the failover delay
  virtual int redelivery_count(Position) const { return 0; }
};

std::unique_ptr<Dispatcher> make_dispatcher(Subscription& subscription, SubscriptionType type);

}  // namespace uc8::emulator
