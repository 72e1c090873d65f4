// SPDX-License-Identifier: Apache-2.0
#include "broker/open_parameters.h"

#include <algorithm>

#include "broker/query_reader.h"

namespace uc8::emulator {
namespace {

Refusal bad_parameter(const std::string& what) {
  return {400, "Invalid query params: " + what, 0};
}

const char* failure_start(PeerKind kind, CommandSet commands) {
  if (kind == PeerKind::reader) return "Failed to create reader: ";
  if (commands == CommandSet::ws28) return "Failed to create producer/consumer: ";
  return kind == PeerKind::producer ? "Failed to create producer: " : "Failed to subscribe: ";
}

bool blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
}

std::optional<Refusal> read_path(const OpenRequest& request, CommandSet commands,
                                 OpenParameters& out) {
  const std::vector<std::string>& segments = request.segments;
  const bool consumer = request.kind == PeerKind::consumer;
  const bool domain =
      !segments.empty() && (segments[0] == "persistent" || segments[0] == "non-persistent");
  if (segments.size() < 4 || !domain) {
    return Refusal{500, "java.lang.IllegalArgumentException: Invalid topic name format", 0};
  }
  if (consumer && segments.size() != 5) return bad_parameter("Invalid topic name format");
  const std::optional<NameSpace> name_space = parse_name_space(segments[2]);
  if (!name_space) {
    const std::string place = segments[1] + "/" + segments[2];
    constexpr int64_t kLookedForMs = 30000;
    return Refusal{500,
                   std::string(failure_start(request.kind, commands)) + "Policies not found for " +
                       place + " namespace",
                   kLookedForMs};
  }
  out.topic = {segments[1], name_space->scope, name_space->fabric, segments[3]};
  // A producer's or reader's topic may contain raw slashes.
  for (size_t i = 4; !consumer && i < segments.size(); ++i) {
    if (!segments[i].empty()) out.topic.name += (out.topic.name.empty() ? "" : "/") + segments[i];
  }
  if (out.topic.name.empty() || out.topic.tenant.empty()) {
    return Refusal{500, "java.lang.IllegalArgumentException: Invalid topic name format", 0};
  }
  if (consumer) out.subscription = segments[4];
  if (consumer && out.subscription.empty()) return bad_parameter("Empty subscription name");
  return std::nullopt;
}

// `persistent://tenant/namespace/name`, or a name in the topic's own namespace.
TopicKey dead_letter_topic(const std::string& name, const TopicKey& topic) {
  TopicKey key = topic;
  key.name = name;
  constexpr std::string_view kDomain = "persistent://";
  if (name.compare(0, kDomain.size(), kDomain) != 0) return key;
  const size_t tenant_end = name.find('/', kDomain.size());
  const size_t space_end =
      tenant_end == std::string::npos ? tenant_end : name.find('/', tenant_end + 1);
  if (space_end == std::string::npos) return key;
  const auto space = parse_name_space(name.substr(tenant_end + 1, space_end - tenant_end - 1));
  if (!space) return key;
  return {name.substr(kDomain.size(), tenant_end - kDomain.size()), space->scope, space->fabric,
          name.substr(space_end + 1)};
}

void read_dead_letters(QueryReader& query, OpenParameters& out) {
  const std::optional<int64_t> redeliver_max = query.int32("maxRedeliverCount");
  const std::string* topic = query.find("deadLetterTopic");
  if (!query.find("maxRedeliverCount") && topic == nullptr) return;
  constexpr int64_t kImpliedAckTimeoutMs = 30000;
  if (out.consumer.ack_timeout_ms == 0) out.consumer.ack_timeout_ms = kImpliedAckTimeoutMs;
  DeadLetters& dead_letters = out.consumer.dead_letters;
  dead_letters.redeliver_max = static_cast<int>(redeliver_max.value_or(0));
  dead_letters.topic = out.topic;
  dead_letters.topic.name += "-" + out.subscription + "-DLQ";
  if (topic != nullptr) dead_letters.topic = dead_letter_topic(*topic, out.topic);
}

void read_consumer(QueryReader& query, OpenParameters& out, CommandSet commands) {
  ConsumerSetup& setup = out.consumer;
  const std::optional<int64_t> ack_timeout = query.int32("ackTimeoutMillis");
  if (ack_timeout && *ack_timeout != 0 && *ack_timeout < 1000) {
    query.complain("Ack timeout should be greater than 1000 ms");
  }
  setup.ack_timeout_ms = ack_timeout.value_or(0);
  out.type = static_cast<SubscriptionType>(
      query.one_of("subscriptionType", {"Exclusive", "Failover", "Shared", "Key_Shared"}));
  out.durable = query.one_of("subscriptionMode", {"Durable", "NonDurable"}) == 0;
  constexpr int64_t kQueueMax = 1000;
  const auto queue = query.int32_from("receiverQueueSize", 0, "receiverQueueSize needs to be >= 0");
  setup.receiver_queue_size = static_cast<int>(std::min(kQueueMax, queue.value_or(kQueueMax)));
  const std::string* name = query.find("consumerName");
  if (name != nullptr && blank(*name)) query.complain("consumerName cannot be blank");
  if (name != nullptr) setup.name = *name;
  const auto priority = query.int32_from("priorityLevel", 0, "priorityLevel needs to be >= 0");
  setup.priority_level = static_cast<int>(priority.value_or(0));
  if (commands == CommandSet::ws28) {
    const auto delay =
        query.int32_from("negativeAckRedeliveryDelay", 0, "redeliveryDelay needs to be >= 0");
    setup.nack_delay_ms = delay.value_or(setup.nack_delay_ms);
  }
  read_dead_letters(query, out);
  setup.pull_mode = query.boolean("pullMode");
}

void read_producer(QueryReader& query, OpenParameters& out, CommandSet commands) {
  ProducerSetup& setup = out.producer;
  const bool modern = commands == CommandSet::ws28;
  const std::string* name = query.find("producerName");
  if (name != nullptr && blank(*name)) query.complain("producerName cannot be blank");
  if (name != nullptr) setup.name = *name;
  if (!modern && query.find("initialSequenceId") != nullptr) {
    query.complain("For input string: \"initialSequenceId\"");  // what 2.7.0 does with any value
  }
  setup.initial_sequence_id = query.int64("initialSequenceId");
  const std::string* hashing = query.find("hashingScheme");
  if (hashing != nullptr && *hashing != "JavaStringHash" && *hashing != "Murmur3_32Hash") {
    query.complain("No enum constant org.apache.pulsar.client.api.HashingScheme." + *hashing);
  }
  const auto timeout = query.int32_from("sendTimeoutMillis", 0, "sendTimeout needs to be >= 0");
  setup.send_timeout_ms = timeout.value_or(setup.send_timeout_ms);
  query.int32_from("batchingMaxMessages", 2, "batchingMaxMessages needs to be > 1");
  const auto pending =
      modern ? query.int32_from("maxPendingMessages", 0, "maxPendingMessages needs to be >= 0")
             : query.int32_from("maxPendingMessages", 1, "maxPendingMessages needs to be > 0");
  setup.max_pending_messages = static_cast<int>(pending.value_or(setup.max_pending_messages));
  query.int32_from("batchingMaxPublishDelay", 1,
                   "configured value for batch delay must be at least 1ms");
  query.one_of("messageRoutingMode", {"SinglePartition", "RoundRobinPartition", "CustomPartition"});
  query.one_of("compressionType", {"NONE", "LZ4", "ZLIB", "ZSTD", "SNAPPY"});
}

std::optional<Refusal> read_reader(QueryReader& query, OpenParameters& out) {
  constexpr int64_t kQueueMax = 1000;
  const std::optional<int64_t> queue = query.int32("receiverQueueSize");
  if (!query.error().empty()) {
    return Refusal{500, "java.lang.NumberFormatException: " + query.error(), 0};
  }
  if (queue && *queue < 0) {
    return Refusal{500, "Failed to create reader: receiverQueueSize needs to be >= 0", 0};
  }
  out.consumer.receiver_queue_size =
      static_cast<int>(std::min(kQueueMax, queue.value_or(kQueueMax)));
  const std::string* name = query.find("readerName");
  if (name != nullptr) out.consumer.name = *name;
  const std::string* start = query.find("messageId");
  if (start == nullptr || start->empty() || *start == "latest") return std::nullopt;
  if (*start == "earliest") {
    out.start = OpenParameters::Start::earliest;
    return std::nullopt;
  }
  const DecodedMessageId decoded = decode_message_id(*start);
  if (decoded.problem != DecodedMessageId::Problem::none) {
    const bool base64 = decoded.problem == DecodedMessageId::Problem::not_base64;
    return Refusal{
        500,
        "Failed to create reader: " +
            (base64 ? decoded.error
                    : "java.lang.IllegalStateException: Some required fields are missing"),
        0};
  }
  out.start = OpenParameters::Start::behind;
  out.behind = decoded.id;
  return std::nullopt;
}

}  // namespace

ParsedOpen parse_open_request(const OpenRequest& request, CommandSet commands) {
  ParsedOpen parsed;
  parsed.refusal = read_path(request, commands, parsed.parameters);
  if (parsed.refusal && parsed.refusal->after_ms == 0) return parsed;
  QueryReader query(request.query);
  std::optional<Refusal> refusal;
  if (request.kind == PeerKind::consumer) read_consumer(query, parsed.parameters, commands);
  if (request.kind == PeerKind::producer) read_producer(query, parsed.parameters, commands);
  if (request.kind == PeerKind::reader) refusal = read_reader(query, parsed.parameters);
  if (!refusal && !query.error().empty()) refusal = bad_parameter(query.error());
  if (refusal) parsed.refusal = refusal;
  return parsed;
}

}  // namespace uc8::emulator
