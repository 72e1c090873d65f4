// SPDX-License-Identifier: Apache-2.0
#include "sim/world.h"

namespace uc8::sim {

namespace {

/// More events than that in one millisecond: somebody goes round in circles.
constexpr size_t kEventsMax = 20'000;
/// So many looks, half a second apart, must find everything done.
constexpr int kQuietLooks = 8;
/// After the faults, recovery may take twice the server's idle timeout (a name that a dead twin
/// holds, and then a subscription that a dead twin holds), and this: a connection that goes
/// unanswered (60 s), one that is silent (60 s), the longest delay of the backoff (30 s), a
/// Retry-After (20 s), and the messages themselves.
constexpr Millis kRecoveryMs = 240'000;

}  // namespace

World::World(uint64_t seed, bool is_verbose, Plant plant)
    : stage_(seed, is_verbose, plant), server_(stage_) {
  stage_.books.set_healthy(stage_.scenario.is_calm);
  int number = 0;
  for (const ProducerPlan& plan : stage_.scenario.producers) {
    producers_.push_back(std::make_unique<ProducerApp>(stage_, server_, number++, plan));
    stage_.clock.after(plan.start, [app = producers_.back().get()] { app->start(); });
  }
  for (const ConsumerPlan& plan : stage_.scenario.consumers) {
    consumers_.push_back(std::make_unique<ConsumerApp>(stage_, server_, number++, plan));
    stage_.clock.after(plan.start, [app = consumers_.back().get()] { app->start(); });
  }
  server_.plan_crashes();
}

void World::describe() {
  const Scenario& scenario = stage_.scenario;
  stage_.findings.trace("%zu producers, %zu consumers, %s, faults until %llu", producers_.size(),
                        consumers_.size(), scenario.is_calm ? "calm" : "not calm",
                        static_cast<unsigned long long>(scenario.faults_end));
  for (const ProducerPlan& plan : scenario.producers) {
    stage_.findings.trace("producer: %d messages up to %zu bytes, window %d%s", plan.messages,
                          plan.payload_max, plan.in_flight_max,
                          plan.is_idempotent ? ", idempotent" : "");
  }
  for (const ConsumerPlan& plan : scenario.consumers) {
    stage_.findings.trace("consumer: type %d, %s, window %d, receive %zu",
                          static_cast<int>(plan.type), plan.is_push ? "push" : "pull", plan.window,
                          plan.receive);
  }
}

void World::run() {
  describe();
  if (!run_until(stage_.scenario.faults_end)) return;
  stage_.findings.trace("the faults end");
  recover();
  if (stage_.findings.any()) return;
  finish();
}

bool World::run_until(Millis until) {
  while (!stage_.findings.any() && stage_.clock.step(until)) {
    if (stage_.clock.events_now() > kEventsMax) {
      stage_.findings.violated("progress", "time stands still");
    }
  }
  return !stage_.findings.any();
}

void World::recover() {
  const Millis start = stage_.clock.now();
  const Millis bound = start + 2 * stage_.scenario.idle_timeout_ms + kRecoveryMs;
  for (int quiet = 0; quiet < kQuietLooks;) {
    if (!run_until(stage_.clock.now() + 500)) return;
    quiet = is_quiet() ? quiet + 1 : 0;  // Something may still be under way, and come twice.
    if (quiet > 0 || stage_.clock.now() <= bound) continue;
    stage_.findings.violated("recovery", "%s", unfinished());
    return;
  }
  stage_.findings.trace("quiet after %llu ms",
                        static_cast<unsigned long long>(stage_.clock.now() - start));
}

bool World::is_quiet() const {
  return unfinished() == nullptr;
}

const char* World::unfinished() const {
  for (const auto& producer : producers_) {
    if (!producer->is_done()) return "not everything was sent";
  }
  if (stage_.books.untold() > 0) return "a send has no outcome";
  for (const auto& consumer : consumers_) {
    if (!consumer->is_done()) return "a delivery is not acknowledged by its application";
  }
  const auto& subscriptions = const_cast<Server&>(server_).broker().subscriptions();
  for (const auto& consumer : consumers_) {
    bool is_there = false;
    for (const auto& subscription : subscriptions) {
      is_there = is_there || subscription->name() == consumer->plan().subscription;
    }
    if (!is_there) return "nobody subscribed";
  }
  for (const auto& subscription : subscriptions) {
    for (size_t i = subscription->start(); i < stage_.books.log().size(); ++i) {
      if (!stage_.books.is_delivered(subscription->name(), i)) return "an entry is not delivered";
    }
    if (subscription->backlog() > 0) return "an entry is not acknowledged";
  }
  if (!server_.is_settled()) return "all is acknowledged, and a place at the server is taken";
  return nullptr;
}

void World::all(void (*action)(Process&)) {
  for (const auto& producer : producers_) action(*producer);
  for (const auto& consumer : consumers_) action(*consumer);
}

void World::finish() {
  stage_.findings.trace("the end");
  all([](Process& process) { process.finish(); });
  if (!run_until(stage_.clock.now() + 10'000)) return;
  for (const auto& producer : producers_) {
    if (!producer->is_finished()) stage_.findings.violated("close_is_answered", "at the end");
  }
  for (const auto& consumer : consumers_) {
    if (!consumer->is_finished()) stage_.findings.violated("close_is_answered", "at the end");
  }
}

}  // namespace uc8::sim
