// SPDX-License-Identifier: Apache-2.0
#include "broker/broker.h"

#include "broker/broker_core.h"
#include "broker/open_parameters.h"
#include "broker/opening.h"
#include "broker/receiver.h"

namespace uc8::emulator {

Broker::Broker(BrokerOptions options, Timers& timers)
    : core_(std::make_unique<BrokerCore>(std::move(options), timers)) {}

Broker::~Broker() = default;

std::optional<Refusal> Broker::check(const OpenRequest& request) const {
  std::optional<Refusal> refusal = parse_open_request(request, core_->options.commands).refusal;
  if (refusal && !core_->options.slow_refusals) refusal->after_ms = 0;
  return refusal;
}

Opened Broker::open(const OpenRequest& request, PeerSink& sink) {
  return open_peer(*core_, request, sink);
}

void Broker::disconnect(Peer* peer) {
  const auto found = core_->peers.find(peer);
  if (found == core_->peers.end()) return;
  found->second->vanish();
  core_->peers.erase(found);
}

Faults& Broker::faults() {
  return core_->faults;
}

const BrokerOptions& Broker::options() const {
  return core_->options;
}

void Broker::set_commands(CommandSet commands) {
  core_->options.commands = commands;
}

void Broker::set_auto_create(bool auto_create) {
  core_->options.auto_create = auto_create;
}

void Broker::set_failover_delay_ms(int64_t delay_ms) {
  core_->options.failover_delay_ms = delay_ms;
}

void Broker::set_deduplication(bool deduplication) {
  core_->options.deduplication = deduplication;
  if (deduplication) return;
  for (auto& [key, topic] : core_->topics) topic->last_sequence_ids().clear();
}

size_t Broker::close_peers(const PeerFilter& filter, int code, std::string_view reason) {
  size_t closed = 0;
  for (auto& [key, peer] : core_->peers) {
    if (peer->closed()) continue;
    if (filter.kind && *filter.kind != peer->kind()) continue;
    if (filter.name && *filter.name != peer->name()) continue;
    if (filter.topic && !(*filter.topic == peer->topic().key())) continue;
    if (filter.subscription && *filter.subscription != peer->subscription_name()) continue;
    if (code == 0) {
      peer->abort();
    } else {
      peer->close(code, reason);
    }
    ++closed;
  }
  return closed;
}

BrokerState Broker::state() const {
  BrokerState state;
  state.bytes = core_->bytes();
  for (const auto& [key, peer] : core_->peers) state.peers += peer->closed() ? 0 : 1;
  for (const auto& [key, topic] : core_->topics) state.topics.push_back(topic->state());
  return state;
}

}  // namespace uc8::emulator
