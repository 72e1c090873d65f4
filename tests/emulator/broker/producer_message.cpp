// SPDX-License-Identifier: Apache-2.0
#include "broker/producer_message.h"

#include <algorithm>
#include <cstdint>

#include "broker/base64.h"
#include "broker/coercion.h"
#include "broker/iso_time.h"
#include "broker/json.h"

namespace uc8::emulator {
namespace {

using Problem = ProducerMessage::Problem;

// The fields as Jackson hands them over, before anything is decoded.
struct Fields {
  std::optional<std::string> payload, key, event_time;
  std::optional<int64_t> deliver_at, deliver_after;
  std::vector<std::pair<std::string, std::optional<std::string>>> properties;
};

std::string wrong_kind(const char* what, const JsonValue& value) {
  const bool array = value.is(JsonValue::Type::array);
  return std::string("Cannot deserialize value of type `") + what + "` from " +
         (array               ? "Array value (token `JsonToken.START_ARRAY`)"
          : value.is_object() ? "Object value (token `JsonToken.START_OBJECT`)"
                              : "a value of another kind");
}

// Null, or the error.
std::optional<std::string> read_properties(const JsonValue* value, Fields& fields) {
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_object())
    return wrong_kind("java.util.LinkedHashMap<java.lang.String,java.lang.String>", *value);
  for (const auto& [name, content] : value->members) {
    std::optional<std::string> text;
    if (!coerce_string(&content, text)) return wrong_kind("java.lang.String", content);
    const auto same = std::find_if(
        fields.properties.begin(), fields.properties.end(),
        [&, &wanted = name](const auto& property) { return property.first == wanted; });
    if (same != fields.properties.end()) {
      same->second = text;
    } else {
      fields.properties.emplace_back(name, text);
    }
  }
  return std::nullopt;
}

std::optional<std::string> read_clusters(const JsonValue* value) {
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is(JsonValue::Type::array))
    return wrong_kind("java.util.ArrayList<java.lang.String>", *value);
  for (const JsonValue& item : value->items) {
    std::optional<std::string> text;
    if (!coerce_string(&item, text)) return wrong_kind("java.lang.String", item);
  }
  return std::nullopt;
}

std::optional<std::string> read_fields(const JsonValue& root, Fields& fields,
                                       ProducerMessage& out) {
  if (!root.is_object())
    return wrong_kind("org.apache.pulsar.websocket.data.ProducerMessage", root);
  const std::pair<const char*, std::optional<std::string>*> strings[] = {
      {"payload", &fields.payload},
      {"context", &out.context},
      {"key", &fields.key},
      {"eventTime", &fields.event_time}};
  for (const auto& [name, field] : strings) {
    const JsonValue* value = root.find(name);
    if (!coerce_string(value, *field)) return wrong_kind("java.lang.String", *value);
  }
  const std::pair<const char*, std::optional<int64_t>*> numbers[] = {
      {"deliverAt", &fields.deliver_at}, {"deliverAfterMs", &fields.deliver_after}};
  for (const auto& [name, field] : numbers) {
    const JsonValue* value = root.find(name);
    if (!coerce_integer(value, *field)) return wrong_kind("long", *value);
  }
  std::optional<std::string> error = read_properties(root.find("properties"), fields);
  return error ? error : read_clusters(root.find("replicationClusters"));
}

void fail(ProducerMessage& out, Problem problem, std::optional<std::string> error) {
  out.problem = problem;
  out.error = std::move(error);
}

void read_payload(const Fields& fields, ProducerMessage& out) {
  if (!fields.payload) return fail(out, Problem::bad_encoding, std::nullopt);
  Base64Decoded decoded = base64_decode(*fields.payload);
  if (!decoded.ok) {
    return fail(out, Problem::bad_encoding,
                "Invalid Base64 message-payload error=" + decoded.error);
  }
  out.message.payload = std::move(decoded.bytes);
}

void read_rest(Fields& fields, ProducerMessage& out) {
  for (auto& [name, value] : fields.properties) {
    if (!value) return fail(out, Problem::fatal, "Need Non-Null value for key: " + name);
    out.message.properties.emplace_back(name, std::move(*value));
  }
  sort_as_java_hash_map(out.message.properties);
  out.message.key = fields.key;
  if (!fields.event_time) return;
  const IsoTime time = parse_iso_time(*fields.event_time);
  if (!time.ok) return fail(out, Problem::bad_encoding, time.error);
  if (time.epoch_ms <= 0) {
    return fail(out, Problem::fatal, "Invalid timestamp : '" + std::to_string(time.epoch_ms) + "'");
  }
  out.message.event_time_ms = time.epoch_ms;
}

// String.hashCode() of UTF-8 text.
uint32_t java_hash(const std::string& text) {
  uint32_t hash = 0;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t code = length == 1 ? lead : lead & (0xffu >> (length + 1));
    for (size_t k = 1; k < length && i + k < text.size(); ++k) {
      code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3fu);
    }
    if (code >= 0x10000) {
      hash = hash * 31 + (0xd7c0 + (code >> 10));
      code = 0xdc00 + (code & 0x3ff);
    }
    hash = hash * 31 + code;
    i += length;
  }
  return hash;
}

}  // namespace

void sort_as_java_hash_map(Properties& properties) {
  size_t table = 16;
  while (properties.size() * 4 > table * 3) table *= 2;
  const auto bucket = [table](const Properties::value_type& property) {
    const uint32_t hash = java_hash(property.first);
    return (hash ^ hash >> 16) & (table - 1);
  };
  std::stable_sort(properties.begin(), properties.end(),
                   [&](const auto& a, const auto& b) { return bucket(a) < bucket(b); });
}

ProducerMessage read_producer_message(std::string_view text, int64_t now_ms, bool delays) {
  ProducerMessage out;
  const JsonParsed parsed = parse_json_prefix(text);
  Fields fields;
  if (!parsed.ok) {
    fail(out, Problem::not_json, parsed.error);
    return out;
  }
  if (!parsed.value.is_null()) {
    std::optional<std::string> error = read_fields(parsed.value, fields, out);
    if (error) {
      fail(out, Problem::not_json, std::move(error));
      return out;
    }
  }
  read_payload(fields, out);
  if (out.problem == Problem::none) read_rest(fields, out);
  if (delays && fields.deliver_at.value_or(0) > 0) out.message.deliver_at_ms = *fields.deliver_at;
  if (delays && fields.deliver_after.value_or(0) > 0) {
    constexpr int64_t kFarMs = int64_t{1} << 60;
    out.message.deliver_at_ms = now_ms + std::min(*fields.deliver_after, kFarMs);
  }
  return out;
}

}  // namespace uc8::emulator
