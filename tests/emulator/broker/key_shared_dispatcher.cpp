// SPDX-License-Identifier: Apache-2.0
#include "broker/murmur3.h"
#include "broker/receiver.h"
#include "broker/shared_dispatcher.h"
#include "broker/subscription.h"

namespace uc8::emulator {
namespace {

uint32_t hash_of(const Message& message) {
  return murmur3_32(message.key ? std::string_view(*message.key) : "NONE_KEY") % 65536;
}

}  // namespace

Receiver* KeySharedDispatcher::choose(const Message& message) {
  const uint32_t hash = hash_of(message);
  const auto& consumers = subscription_.consumers();
  Receiver* owner = consumers[hash * consumers.size() / 65536];
  const auto holder = holders_.find(hash);
  const bool held_by_other = holder != holders_.end() && holder->second.consumer != owner;
  return held_by_other || owner->permits() <= 0 ? nullptr : owner;
}

void KeySharedDispatcher::handed(Position position, const Message& message, Receiver& consumer) {
  const uint32_t hash = hash_of(message);
  in_flight_[position] = hash;
  Holder& holder = holders_[hash];
  holder.consumer = &consumer;
  ++holder.messages;
}

void KeySharedDispatcher::release(Position position) {
  const auto found = in_flight_.find(position);
  if (found == in_flight_.end()) return;
  const auto holder = holders_.find(found->second);
  if (--holder->second.messages == 0) holders_.erase(holder);
  in_flight_.erase(found);
}

void KeySharedDispatcher::acknowledged(Position position) {
  release(position);
  pump();
}

void KeySharedDispatcher::removed(Receiver& consumer, const std::vector<Position>& held) {
  for (Position position : held) release(position);
  SharedDispatcher::removed(consumer, held);
}

void KeySharedDispatcher::redeliver(Receiver& consumer, const std::vector<Position>& positions) {
  for (Position position : positions) {
    if (consumer.was_sent(position)) release(position);
  }
  SharedDispatcher::redeliver(consumer, positions);
}

void KeySharedDispatcher::forget_all() {
  in_flight_.clear();
  holders_.clear();
}

}  // namespace uc8::emulator
