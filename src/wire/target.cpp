// SPDX-License-Identifier: Apache-2.0
#include "wire/target.h"

#include "base/text.h"

namespace uc8 {

namespace {

const char kGlobalPrefix[] = "c8globals.";
const char kLocalPrefix[] = "c8locals.";
constexpr size_t kBareNameMax = 230;

bool is_letter(uint8_t c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool is_name_character(uint8_t c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// The size of the scope prefix that a name has already; 0: it has none.
size_t prefix_size(Bytes name) {
  if (starts_with(name, kGlobalPrefix)) return sizeof kGlobalPrefix - 1;
  if (starts_with(name, kLocalPrefix)) return sizeof kLocalPrefix - 1;
  return 0;
}

Bytes bare_name(const StreamName& stream) {
  const Bytes name = bytes_of(stream.name);
  const size_t skipped = prefix_size(name);
  return {name.data + skipped, name.size - skipped};
}

bool is_pulsar(const Place& place) {
  return place.account->service == Service::pulsar;
}

const char* fabric_of(const Place& place) {
  if (place.account->fabric != nullptr) return place.account->fabric;
  return is_pulsar(place) ? "default" : "_system";
}

void write_segment(WindowWriter& to, const char* segment) {
  to.character('/');
  to.percent_encoded(bytes_of(segment));
}

/// `/tenant/namespace` as Pulsar's admin REST wants it.
void write_pulsar_admin(WindowWriter& to, const Place& place) {
  to.text("/admin/v2/persistent");
  write_segment(to, place.tenant);
  write_segment(to, fabric_of(place));
}

void write_gdn_streams(WindowWriter& to, const Place& place) {
  to.text("/_fabric");
  write_segment(to, fabric_of(place));
  to.text("/_api/streams");
}

/// The prefix that `write_topic()` puts before the name; empty: none.
const char* missing_prefix(const StreamName& stream, Service service) {
  if (service == Service::pulsar || prefix_size(bytes_of(stream.name)) > 0) return "";
  return stream.scope == Scope::global ? kGlobalPrefix : kLocalPrefix;
}

void write_topic_segment(WindowWriter& to, const Place& place) {
  to.character('/');
  to.text(missing_prefix(place.stream, place.account->service));
  to.percent_encoded(bytes_of(place.stream.name));
}

void write_global(WindowWriter& to, Scope scope) {
  to.text(scope == Scope::global ? "?global=true" : "?global=false");
}

/// The path of a WebSocket up to the topic; `kind` is `producer` or `consumer`.
void write_socket_path(WindowWriter& to, const Place& place, const char* kind) {
  if (!is_pulsar(place)) to.text("/_ws");
  to.text("/ws/v2/");
  to.text(kind);
  to.text("/persistent");
  write_segment(to, place.tenant);
  to.character('/');
  if (!is_pulsar(place)) {
    to.text(scope_of(place.stream) == Scope::global ? "c8global." : "c8local.");
  }
  to.percent_encoded(bytes_of(fabric_of(place)));
  write_topic_segment(to, place);
}

/// Puts `?` before the first parameter and `&` before the others.
class Query {
 public:
  explicit Query(WindowWriter& to) : to_(to) {}

  WindowWriter& begin(const char* name) {
    to_.character(is_first_ ? '?' : '&');
    is_first_ = false;
    to_.text(name);
    to_.character('=');
    return to_;
  }
  void add(const char* name, Bytes value) {
    if (value.size > 0) begin(name).percent_encoded(value);
  }

 private:
  WindowWriter& to_;
  bool is_first_ = true;
};

const char* text_of(SubscriptionType type) {
  switch (type) {
    case SubscriptionType::exclusive:
      return "Exclusive";
    case SubscriptionType::shared:
      return "Shared";
    case SubscriptionType::failover:
      return "Failover";
    case SubscriptionType::key_shared:
      return "Key_Shared";
  }
  return "";
}

}  // namespace

Error check_stream_name(const StreamName& stream, Service service) {
  if (service == Service::pulsar) {
    return bytes_of(stream.name).size > 0 ? Error::ok : Error::invalid_configuration;
  }
  const Bytes name = bare_name(stream);
  if (name.size == 0 || name.size > kBareNameMax || !is_letter(name.data[0])) {
    return Error::invalid_configuration;
  }
  for (size_t i = 1; i < name.size; ++i) {
    if (!is_name_character(name.data[i])) return Error::invalid_configuration;
  }
  return Error::ok;
}

void write_topic(WindowWriter& to, const StreamName& stream, Service service) {
  to.text(missing_prefix(stream, service));
  to.text(stream.name);
}

Scope scope_of(const StreamName& stream) {
  const Bytes name = bytes_of(stream.name);
  if (prefix_size(name) == 0) return stream.scope;
  return starts_with(name, kGlobalPrefix) ? Scope::global : Scope::local;
}

void write_create_target(WindowWriter& to, const Place& place) {
  if (is_pulsar(place)) {
    write_pulsar_admin(to, place);
    write_topic_segment(to, place);
    return;
  }
  // The server puts the prefix before the name itself.
  write_gdn_streams(to, place);
  to.character('/');
  to.percent_encoded(bare_name(place.stream));
  write_global(to, scope_of(place.stream));
}

void write_create_line(WindowWriter& to, const Place& place) {
  to.text(place.account->service == Service::pulsar ? "PUT " : "POST ");
  write_create_target(to, place);
}

void write_delete_target(WindowWriter& to, const Place& place, bool force) {
  if (is_pulsar(place)) {
    write_pulsar_admin(to, place);
  } else {
    write_gdn_streams(to, place);
  }
  write_topic_segment(to, place);
  to.text(force ? "?force=true" : "?force=false");
}

void write_list_target(WindowWriter& to, const Place& place, Scope scope) {
  if (is_pulsar(place)) {
    write_pulsar_admin(to, place);
    return;
  }
  write_gdn_streams(to, place);
  write_global(to, scope);
}

void write_producer_target(WindowWriter& to, const Place& place, const ProducerQuery& query,
                           Bytes otp) {
  write_socket_path(to, place, "producer");
  Query parameters(to);
  parameters.add("otp", otp);
  parameters.add("producerName", bytes_of(query.producer_name));
  if (query.numbered) {
    parameters.begin("initialSequenceId").signed_decimal(query.initial_sequence_id);
  }
}

void write_consumer_target(WindowWriter& to, const Place& place, const ConsumerQuery& query,
                           Bytes otp) {
  write_socket_path(to, place, "consumer");
  write_segment(to, query.subscription);
  Query parameters(to);
  parameters.add("otp", otp);
  parameters.begin("subscriptionType").text(text_of(query.type));
  parameters.add("consumerName", bytes_of(query.consumer_name));
  parameters.begin("receiverQueueSize").decimal(query.receiver_queue_size);
  if (query.pull) parameters.begin("pullMode").text("true");
}

}  // namespace uc8
