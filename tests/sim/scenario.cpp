// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario.h"

#include <algorithm>

namespace uc8::sim {

namespace {

/// Half of the faults are not in a given run.
unsigned maybe(Dice& dice, unsigned percent_max) {
  const bool is_in = dice.coin();
  return is_in ? static_cast<unsigned>(dice.between(1, percent_max)) : 0;
}

Faults make_faults(Dice& dice) {
  Faults faults;
  faults.refuse = maybe(dice, 40);
  faults.silent_connect = maybe(dice, 10);
  faults.reset = maybe(dice, 80);
  faults.dark = maybe(dice, 30);
  faults.unnoticed = maybe(dice, 50);
  faults.http_busy = maybe(dice, 25);
  faults.http_unauthorized = maybe(dice, 15);
  faults.http_slow = maybe(dice, 20);
  faults.http_hang_up = maybe(dice, 30);
  faults.ws_close = maybe(dice, 60);
  faults.stall = maybe(dice, 20);
  faults.send_busy = maybe(dice, 15);
  faults.send_unsure = maybe(dice, 15);
  faults.send_refused = maybe(dice, 8);
  faults.unload = maybe(dice, 8);
  faults.restarts = maybe(dice, 3);
  faults.kill = maybe(dice, 30);
  return faults;
}

size_t payload_max(Dice& dice) {
  switch (dice.below(8)) {
    case 0:
      return dice.between(1, 16);
    case 1:
      return dice.between(2'000, 6'000);
    case 2:
      return dice.chance(20) ? dice.between(40'000, 60'000) : 100;
    default:
      return dice.between(16, 400);
  }
}

ProducerPlan make_producer(Dice& dice, const Scenario& scenario) {
  ProducerPlan plan;
  plan.payload_max = payload_max(dice);
  plan.messages = static_cast<int>(dice.between(1, plan.payload_max > 10'000 ? 6 : 50));
  plan.in_flight_max = static_cast<uint16_t>(dice.between(1, 16));
  plan.transmit = dice.between(256, 1'200);
  plan.start = dice.below(4'000);
  plan.gap_max = dice.coin() ? dice.below(20) : dice.below(2'000);
  plan.is_idempotent =
      (scenario.has_deduplication || scenario.refuses_numbering) && dice.chance(70);
  plan.is_named = plan.is_idempotent || dice.chance(40);
  plan.creates_stream = dice.chance(80);
  if (dice.chance(10) && !plan.is_idempotent) plan.send_timeout_ms = dice.between(500, 20'000);
  return plan;
}

ConsumerPlan make_consumer(Dice& dice, size_t index, SubscriptionType type, bool is_alone) {
  ConsumerPlan plan;
  plan.type = type;
  plan.subscription = is_alone ? "sub/" + std::to_string(index) : "a sub+1/%";
  plan.is_push = dice.chance(35);
  plan.window = static_cast<uint16_t>(dice.between(1, 12));
  plan.receive = dice.chance(25) ? dice.between(512, 900) : dice.between(2'000, 10'000);
  plan.transmit = dice.between(256, 1'200);
  plan.start = dice.below(3'000);
  plan.ack_delay_max = dice.coin() ? 0 : dice.below(dice.coin() ? 50 : 5'000);
  plan.hold_percent = dice.coin() ? 0 : static_cast<unsigned>(dice.between(1, 30));
  plan.acks_in_batches = dice.coin();
  plan.creates_stream = dice.chance(80);
  return plan;
}

void make_consumers(Dice& dice, Scenario& scenario) {
  static constexpr SubscriptionType kTypes[] = {
      SubscriptionType::failover, SubscriptionType::failover, SubscriptionType::shared,
      SubscriptionType::exclusive};
  const SubscriptionType type = kTypes[dice.below(4)];
  const bool is_alone = type == SubscriptionType::exclusive ? dice.chance(70) : dice.chance(15);
  const size_t count = dice.between(1, 3);
  for (size_t i = 0; i < count; ++i) {
    scenario.consumers.push_back(make_consumer(dice, i, type, is_alone));
  }
}

void make_network(Dice& dice, Scenario& scenario) {
  scenario.latency_max = dice.coin() ? dice.below(10) : dice.below(400);
  scenario.wire_window = dice.coin() ? dice.between(200, 3'000) : 64'000;
  scenario.chunk_max = dice.chance(30) ? dice.between(1, 40) : dice.between(200, 3'000);
  scenario.lateness_max = dice.below(6);
  scenario.wakes_spuriously = dice.coin();
}

}  // namespace

Scenario make_scenario(Dice dice) {
  Scenario scenario;
  scenario.is_calm = dice.chance(15);
  scenario.faults_end = dice.between(5'000, 60'000);
  if (!scenario.is_calm) scenario.faults = make_faults(dice);
  scenario.close_percent = dice.coin() ? 0 : static_cast<unsigned>(dice.between(1, 4));
  scenario.timeouts.ping_interval_ms = dice.between(5'000, 30'000);
  scenario.idle_timeout_ms =
      std::max<Millis>(dice.between(60, 300) * 1'000, scenario.timeouts.ping_interval_ms * 3);
  scenario.appear_ms = dice.coin() ? 0 : dice.below(4'000);
  scenario.ack_grouping_ms = dice.coin() ? 0 : 100;
  scenario.has_deduplication = dice.chance(30);
  scenario.refuses_numbering = !scenario.has_deduplication && dice.chance(10);
  // A queue that is full takes no number, so the message behind it gets the number of the one that
  // was refused, and deduplication then takes the one for the other. No client can cure that: ours
  // keeps its window smaller than the server's queue.
  if (scenario.has_deduplication) scenario.faults.send_busy = 0;
  scenario.sends_pings = dice.chance(30);
  scenario.fragments = dice.chance(30);
  make_network(dice, scenario);
  const size_t producers = dice.between(1, 3);
  for (size_t i = 0; i < producers; ++i)
    scenario.producers.push_back(make_producer(dice, scenario));
  make_consumers(dice, scenario);
  for (const ProducerPlan& plan : scenario.producers) {
    scenario.chunk_max = std::max(scenario.chunk_max, plan.payload_max / 50);
    // While a message is under way no PING can be sent, and so nothing arrives: one that takes
    // longer than twice the ping interval never gets through.
    scenario.wire_window = std::max(scenario.wire_window, plan.payload_max / 4);
  }
  scenario.producers[0].creates_stream = true;  // Somebody has to.
  return scenario;
}

}  // namespace uc8::sim
