// SPDX-License-Identifier: Apache-2.0
#include "broker/opening.h"

#include <algorithm>

#include "broker/consumer.h"
#include "broker/open_parameters.h"
#include "broker/producer.h"
#include "broker/reader.h"

namespace uc8::emulator {
namespace {

constexpr const char* kExceptions = "org.apache.pulsar.broker.service.BrokerServiceException$";

class Opening {
 public:
  Opening(BrokerCore& core, PeerSink& sink, OpenParameters parameters)
      : core_(core),
        sink_(sink),
        parameters_(std::move(parameters)),
        modern_(core.options.commands == CommandSet::ws28) {}

  Opened producer();
  Opened consumer();
  Opened reader();

 private:
  // The topic, made if that is allowed; null: there is none. That is a 404, whoever asks: a GDN
  // knows its streams, where a bare Pulsar says 500 to readers, and one of 2.7 to everybody.
  Topic* topic();
  Opened refused(int status, const char* legacy_start, const std::string& text) const {
    const char* start = modern_ ? "Failed to create producer/consumer: " : legacy_start;
    return {nullptr, {status, start + text, 0}};
  }
  Opened keep(std::unique_ptr<BoundPeer> peer) {
    BoundPeer* kept = peer.get();
    core_.peers[kept] = std::move(peer);
    return {kept, {}};
  }
  std::string missing_text() const {
    return modern_ ? "Topic " + parameters_.topic.pulsar_name() + " does not exist"
                   : "Topic does not exist";
  }

  BrokerCore& core_;
  PeerSink& sink_;
  OpenParameters parameters_;
  bool modern_;
};

Topic* Opening::topic() {
  Topic* found = core_.find(parameters_.topic);
  if (found == nullptr && core_.options.auto_create) found = &core_.make(parameters_.topic, 0);
  return found;
}

Opened Opening::producer() {
  constexpr const char* kLegacy = "Failed to create producer: ";
  ProducerSetup& setup = parameters_.producer;
  Topic* found = topic();
  if (found == nullptr) return refused(404, kLegacy, "Topic Not Found.");
  if (found->terminated()) {
    const std::string text =
        std::string(kExceptions) + "TopicTerminatedException: Topic was already terminated";
    return refused(modern_ ? 503 : 500, kLegacy, text);
  }
  const auto& producers = found->producers();
  const auto same_name = [&](const Producer* other) { return other->name() == setup.name; };
  if (std::any_of(producers.begin(), producers.end(), same_name)) {
    const std::string text =
        "Producer with name '" + setup.name + "' is already connected to topic";
    return refused(409, kLegacy, modern_ ? kExceptions + ("NamingException: " + text) : text);
  }
  if (!core_.make_room(*found, 1)) {
    const char* text =
        "org.apache.pulsar.client.api.PulsarClientException$"
        "ProducerBlockedQuotaExceededException: Cannot create producer on topic with backlog quota "
        "exceeded";
    return refused(503, kLegacy, text);
  }
  if (setup.name.empty()) setup.name = core_.new_producer_name();
  return keep(std::make_unique<Producer>(core_, *found, sink_, setup));
}

Opened Opening::consumer() {
  constexpr const char* kLegacy = "Failed to subscribe: ";
  Topic* found = topic();
  if (found == nullptr) return refused(404, kLegacy, missing_text());
  Subscription* subscription = found->find_subscription(parameters_.subscription);
  const char* reason = subscription == nullptr ? nullptr : subscription->refusal(parameters_.type);
  if (reason != nullptr) {
    const bool slow = !modern_ && subscription->type() != parameters_.type;
    if (!slow) return refused(409, kLegacy, reason);
    // As seen on 2.7.0, whose client tries this again and again before it gives up.
    constexpr int64_t kTriedForMs = 48700;
    Opened opened =
        refused(500, kLegacy,
                "java.util.concurrent.ExecutionException: "
                "org.apache.pulsar.client.api.PulsarClientException$ConsumerBusyException: " +
                    std::string(reason));
    if (core_.options.slow_refusals) opened.refusal.after_ms = kTriedForMs;
    return opened;
  }
  if (subscription == nullptr) {
    const auto kind =
        parameters_.durable ? SubscriptionKind::durable : SubscriptionKind::non_durable;
    subscription = &found->make_subscription(parameters_.subscription, kind, found->log().end());
  }
  ConsumerSetup& setup = parameters_.consumer;
  if (setup.name.empty()) setup.name = core_.new_consumer_name();
  auto consumer = std::make_unique<Consumer>(core_, *subscription, sink_, setup);
  subscription->add(*consumer, parameters_.type);
  return keep(std::move(consumer));
}

Opened Opening::reader() {
  Topic* found = topic();
  if (found == nullptr) {
    return {nullptr, {404, "Failed to create reader: " + missing_text(), 0}};
  }
  const MessageLog& log = found->log();
  Position start = log.end();
  if (parameters_.start == OpenParameters::Start::earliest) start = log.begin();
  if (parameters_.start == OpenParameters::Start::behind) {
    start = std::max(log.begin(), log.after(parameters_.behind));
  }
  const std::string name = core_.new_reader_name();
  Subscription& subscription = found->make_subscription(name, SubscriptionKind::reader, start);
  ConsumerSetup& setup = parameters_.consumer;
  if (setup.name.empty()) setup.name = core_.new_consumer_name();
  auto reader = std::make_unique<Reader>(core_, subscription, sink_, setup);
  subscription.add(*reader, SubscriptionType::exclusive);
  return keep(std::move(reader));
}

}  // namespace

Opened open_peer(BrokerCore& core, const OpenRequest& request, PeerSink& sink) {
  ParsedOpen parsed = parse_open_request(request, core.options.commands);
  if (parsed.refusal) {
    if (!core.options.slow_refusals) parsed.refusal->after_ms = 0;
    return {nullptr, *parsed.refusal};
  }
  Opening opening(core, sink, std::move(parsed.parameters));
  if (request.kind == PeerKind::producer) return opening.producer();
  if (request.kind == PeerKind::reader) return opening.reader();
  return opening.consumer();
}

}  // namespace uc8::emulator
