// SPDX-License-Identifier: Apache-2.0
#include "faults/faults.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace uc8::gateway {
namespace {

constexpr int64_t kMsMax = 24 * 3600 * 1000;
constexpr int64_t kBytesMax = 64 * 1024 * 1024;

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return (x == '_' ? '-' : x) == (y == '_' ? '-' : y); });
}

}  // namespace

const char* step_name(Step step) {
  static const char* const kNames[kStepCount] = {"create", "otp", "upgrade", "other"};
  return kNames[static_cast<int>(step)];
}

Faults::Faults() {
  add_steps();
  add_connections();
  add_websockets();
  add_streams();
}

const Faults::Field* Faults::find(std::string_view name) const {
  for (const Field& field : fields_) {
    if (same_name(field.name, name)) return &field;
  }
  return nullptr;
}

std::string Faults::set_number(const Field& field, int64_t value) {
  if (field.number == nullptr) return field.name + " takes a text";
  if (value < field.min || value > field.max) {
    return field.name + " must be between " + std::to_string(field.min) + " and " +
           std::to_string(field.max);
  }
  *field.number = value;
  return std::string();
}

std::string Faults::set_text(const Field& field, const std::string& value) {
  if (field.text == nullptr) return field.name + " takes a number";
  if (!field.choices.empty() &&
      std::find(field.choices.begin(), field.choices.end(), value) == field.choices.end()) {
    std::string known;
    for (const std::string& choice : field.choices) known += " '" + choice + "'";
    return field.name + " must be one of" + known;
  }
  *field.text = value;
  return std::string();
}

std::string Faults::set(const Field& field, const std::string& value) {
  if (field.text != nullptr) return set_text(field, value);
  errno = 0;
  char* end = nullptr;
  const long long number = std::strtoll(value.c_str(), &end, 10);
  if (value.empty() || *end != '\0' || errno != 0) return field.name + " takes a number";
  return set_number(field, number);
}

std::string Faults::obstacle(const Field& field) const {
  if (!pulsar_behind || field.pulsars_own.empty()) return std::string();
  return "has no effect in front of a Pulsar: " + field.pulsars_own;
}

bool Faults::selects(std::string_view stream, std::string_view subscription,
                     std::string_view name) const {
  return (only_stream.empty() || only_stream == stream) &&
         (only_subscription.empty() || only_subscription == subscription) &&
         (only_name.empty() || only_name == name);
}

void Faults::number(const char* name, int64_t* value, int64_t min, int64_t max, const char* help) {
  Field field;
  field.name = name;
  field.help = help;
  field.number = value;
  field.min = min;
  field.max = max;
  fields_.push_back(std::move(field));
}

void Faults::count(const std::string& name, Countdown* value, const std::string& help) {
  number(name.c_str(), &value->left, -1, INT64_C(1) << 40, help.c_str());
}

void Faults::text(const char* name, std::string* value, const char* help,
                  std::vector<std::string> choices) {
  Field field;
  field.name = name;
  field.help = help;
  field.text = value;
  field.choices = std::move(choices);
  fields_.push_back(std::move(field));
}

void Faults::add_steps() {
  for (int index = 0; index < kStepCount; ++index) {
    StepFaults& faults = steps_[index];
    const std::string step = step_name(static_cast<Step>(index));
    const std::string what = step == "other" ? "other REST requests" : step + " requests";
    count("fail-" + step, &faults.fail, "answer the next N " + what + " with an error status");
    number(("fail-" + step + "-status").c_str(), &faults.fail_status, 400, 599,
           "the status of that error");
    number(("fail-" + step + "-retry-after").c_str(), &faults.fail_retry_after, 0, 86400,
           "seconds in its Retry-After header (0: no header)");
    count("redirect-" + step, &faults.redirect, "answer the next N " + what + " with a 302");
    count("close-after-" + step, &faults.close_after,
          "answer the next N " + what + " with Connection: close, and close");
    number(("delay-" + step + "-ms").c_str(), &faults.delay_ms, 0, kMsMax,
           "wait so long before the answer");
  }
  text("redirect-location", &redirect_location, "where the redirects point to");
  count("refuse-otp", &refuse_otp, "refuse the next N one-time passwords at the upgrade (401)");
  number("visible-after-ms", &visible_after_ms, 0, kMsMax,
         "a new stream can be listed and opened only so long after its creation");
}

void Faults::add_connections() {
  count("mute-accept", &mute_accept, "accept the next N connections and never say a word");
  count("close-accept", &close_accept, "close the next N connections when accepted");
  count("close-handshake", &close_handshake, "close the next N connections after the handshake");
  count("close-request", &close_request, "close at the next N request heads, without an answer");
  count(
      "close-reuse", &close_reuse,
      "close at the next N requests that are not the first on their connection, without an answer");
  count("close-half", &close_half, "close in the middle of the next N answers");
  count("garbage-http", &garbage_http, "answer the next N requests with something not HTTP");
  text("close-step", &close_step,
       "limit the four faults above to one kind of request: create, otp, upgrade or other",
       {"", "create", "otp", "upgrade", "other"});
  text("close-with", &close_with, "how all these closes end the connection: fin or rst",
       {"fin", "rst"});
  number("chop-bytes", &chop_bytes, 0, kBytesMax,
         "send at most so many bytes in one write and one TLS record (0: as they come)");
  number("chop-ms", &chop_ms, 0, kMsMax, "pause between those writes");
  number("throttle-bytes", &throttle_bytes, 0, kBytesMax,
         "bytes per second to each connection (0: no limit)");
}

void Faults::add_websockets() {
  text("only-stream", &only_stream,
       "limit the WebSocket faults below to this stream (full name, as c8globals.demo)");
  text("only-subscription", &only_subscription, "limit them to this subscription");
  text("only-name", &only_name, "limit them to the consumer or producer of this name");
  count("wrong-accept", &wrong_accept, "a wrong Sec-WebSocket-Accept in the next N upgrades");
  count("frame-garbage", &frame_garbage, "random bytes behind the next N upgrades");
  count("frame-oversized", &frame_oversized, "a frame of 2^62 bytes behind the next N upgrades");
  count("frame-masked", &frame_masked, "a masked frame behind the next N upgrades");
  count("frame-reserved-opcode", &frame_reserved_opcode,
        "a frame of opcode 3 behind the next N upgrades");
  count("frame-reserved-bit", &frame_reserved_bit, "a frame with RSV1 behind the next N upgrades");
  count("frame-bad-utf8", &frame_bad_utf8, "a text that is not UTF-8 behind the next N upgrades");
  number("fragment-bytes", &fragment_bytes, 0, kBytesMax,
         "send messages in fragments of so many bytes (legal; 0: whole)");
  count("close-opened", &close_opened, "close the next N WebSockets after they opened");
  number("close-after-ms", &close_after_ms, 0, kMsMax, "how long after they opened");
  number("close-code", &close_code, 0, 4999, "with this code (0: a Close frame without a code)");
  number("close-now", &close_now, 0, 1, "1: close the open WebSockets now, with close-code");
  action();
  number("drop-now", &drop_now, 0, 1, "1: reset (RST) the connections of the open WebSockets now");
  action();
  text("drop-name", &drop_name,
       "reset the connections of the consumer or producer of this name now");
  action();
  text(
      "silent-name", &silent_name,
      "neither read from nor write to that consumer or producer (half-open) until this is emptied");
  count("swallow-pings", &swallow_pings, "do not answer the next N pings");
  number("ping-ms", &ping_ms, 0, kMsMax, "send pings so often (0: never, as the real one)");
}

void Faults::add_streams() {
  count("send-error", &send_error, "refuse the next N sends of producers, unstored");
  number("send-error-code", &send_error_code, 3, 8, "with send-error of this code: 3, 7 or 8");
  count("queue-full", &queue_full, "refuse the next N sends with ProducerQueueIsFullError");
  count("drop-confirmations", &drop_confirmations,
        "store the next N sends, and confirm them never");
  count("duplicate-confirmations", &duplicate_confirmations, "confirm the next N sends twice");
  count("reorder-confirmations", &reorder_confirmations,
        "send the next N confirmations each behind the one that follows it");
  number("delay-confirmations-ms", &delay_confirmations_ms, 0, kMsMax,
         "hold confirmations so long (refusals overtake them)");
  count("deliver-malformed", &deliver_malformed, "spoil the JSON of the next N deliveries");
  count("deliver-without-id", &deliver_without_id, "leave messageId out of the next N deliveries");
  count("deliver-oversized", &deliver_oversized, "make the next N deliveries very large");
  number("deliver-oversized-bytes", &deliver_oversized_bytes, 1, kBytesMax,
         "payload bytes of such a delivery");
  count("duplicate-deliveries", &duplicate_deliveries, "send the next N deliveries twice");
  count("swallow-acks", &swallow_acks, "ignore the next N acknowledgements");
  text("commands", &commands, "consumer commands of Pulsar 2.7 (ws27) or 2.8 and later (ws28)",
       {"ws27", "ws28"});
  not_with_pulsar("it has the commands of its own version");
  text("election", &election, "who is active: legacy (first connected) or v3 (hash ring)",
       {"legacy", "v3"});
  fixed();
  not_with_pulsar("it elects by the rules of its own version");
  number("dedup", &dedup, 0, 1, "1: the broker drops what a named producer sends again");
  not_with_pulsar("there it is the setting brokerDeduplicationEnabled");
  number("idle-timeout-ms", &idle_timeout_ms, 1, kMsMax,
         "a WebSocket without a byte in either direction for so long is closed");
  number("failover-delay-ms", &failover_delay_ms, 0, kMsMax,
         "from becoming the active consumer to the first delivery");
  not_with_pulsar("there it is the setting activeConsumerFailoverDelayTimeMillis");
  text("unload", &unload, "unload this stream from its broker now (its consumers see a rewind)");
  action();
  text("terminate", &terminate, "terminate this stream now: it takes no more messages");
  action();
}

}  // namespace uc8::gateway
