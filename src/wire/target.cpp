// SPDX-License-Identifier: Apache-2.0
#include "wire/target.h"

#include "base/text.h"

namespace uc8 {

namespace {

const char kGlobalPrefix[] = "c8globals.";
const char kLocalPrefix[] = "c8locals.";
constexpr size_t kBareNameMax = 230;

/// A stream's name, taken apart; on a plain Pulsar it is all bare.
struct ScopedName {
  const char* prefix;  ///< As if it always had one.
  Bytes bare;
  Scope scope;
};

ScopedName scoped(const StreamName& stream, Service service) {
  const Bytes name = bytes_of(stream.name);
  if (service == Service::pulsar) return {"", name, stream.scope};
  const bool says_global = starts_with(name, kGlobalPrefix);
  const bool says_local = starts_with(name, kLocalPrefix);
  const bool is_local = says_local || (!says_global && stream.scope == Scope::local);
  const char* prefix = is_local ? kLocalPrefix : kGlobalPrefix;
  const size_t skipped = says_global || says_local ? bytes_of(prefix).size : 0;
  const Bytes bare = {name.data + skipped, name.size - skipped};
  return {prefix, bare, is_local ? Scope::local : Scope::global};
}

bool is_pulsar(const Place& place) {
  return place.account->service == Service::pulsar;
}

void write_flag(WindowWriter& to, bool flag) {
  to.text(flag ? "true" : "false");
}

void write_fabric(WindowWriter& to, const Place& place) {
  const char* fabric = place.account->fabric;
  if (fabric == nullptr) fabric = is_pulsar(place) ? "default" : "_system";
  to.percent_encoded(bytes_of(fabric));
}

/// Writes a target. In `form` `%T` is the tenant, `%F` the fabric or namespace, `%N` the topic,
/// `%B` its bare name, `%S` what the GDN puts before the fabric in a WebSocket's path, `%G` whether
/// the scope is global.
void write_form(WindowWriter& to, const Place& place, const char* form) {
  const ScopedName name = scoped(place.stream, place.account->service);
  const bool is_global = name.scope == Scope::global;
  for (; *form != '\0'; ++form) {
    if (*form != '%') {
      to.character(*form);
      continue;
    }
    switch (*++form) {
      case 'T':
        to.percent_encoded(bytes_of(place.tenant));
        break;
      case 'F':
        write_fabric(to, place);
        break;
      case 'S':
        if (!is_pulsar(place)) to.text(is_global ? "c8global." : "c8local.");
        break;
      case 'G':
        write_flag(to, is_global);
        break;
      case 'N':
        to.text(name.prefix);
        to.percent_encoded(name.bare);
        break;
      case 'B':
        to.percent_encoded(name.bare);
        break;
    }
  }
}

/// The path of a WebSocket; `kind` is `producer` or `consumer`.
void write_socket_path(WindowWriter& to, const Place& place, const char* kind) {
  if (!is_pulsar(place)) to.text("/_ws");
  to.text("/ws/v2/");
  to.text(kind);
  write_form(to, place, "/persistent/%T/%S%F/%N");
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

/// The list of SubscriptionType.
const char kTypes[] = "Exclusive\0Shared\0Failover\0Key_Shared\0";

}  // namespace

Error check_stream_name(const StreamName& stream, Service service) {
  const Bytes name = scoped(stream, service).bare;
  bool is_right = name.size > 0;
  if (service == Service::gdn && is_right) {
    is_right = name.size <= kBareNameMax && is_letter(name.data[0]);
    for (size_t i = 1; i < name.size; ++i) is_right = is_right && is_word_character(name.data[i]);
  }
  return is_right ? Error::ok : Error::invalid_configuration;
}

void write_topic(WindowWriter& to, const StreamName& stream, Service service) {
  const ScopedName name = scoped(stream, service);
  to.text(name.prefix);
  to.bytes(name.bare);
}

void write_create_line(WindowWriter& to, const Place& place) {
  // The GDN puts the prefix before the name itself.
  write_form(to, place,
             is_pulsar(place) ? "PUT /admin/v2/persistent/%T/%F/%N"
                              : "POST /_fabric/%F/_api/streams/%B?global=%G");
}

void write_delete_target(WindowWriter& to, const Place& place, bool force) {
  write_form(to, place,
             is_pulsar(place) ? "/admin/v2/persistent/%T/%F/%N?force="
                              : "/_fabric/%F/_api/streams/%N?force=");
  write_flag(to, force);
}

void write_list_target(WindowWriter& to, const Place& place) {
  write_form(
      to, place,
      is_pulsar(place) ? "/admin/v2/persistent/%T/%F" : "/_fabric/%F/_api/streams?global=%G");
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
  to.character('/');
  to.percent_encoded(bytes_of(query.subscription));
  Query parameters(to);
  parameters.add("otp", otp);
  parameters.begin("subscriptionType").text(text_at(kTypes, static_cast<size_t>(query.type)));
  parameters.add("consumerName", bytes_of(query.consumer_name));
  parameters.begin("receiverQueueSize").decimal(query.receiver_queue_size);
  if (query.pull) parameters.begin("pullMode").text("true");
}

}  // namespace uc8
