// SPDX-License-Identifier: Apache-2.0
//
// The request targets of the GDN's REST and WebSocket interfaces, and of a plain Pulsar's.
#pragma once

#include "base/window_writer.h"
#include "uc8/consumer.h"
#include "uc8/producer.h"
#include "uc8/stream.h"

namespace uc8 {

/// `[A-Za-z][A-Za-z0-9_-]*` of at most 230 bytes, or with the prefix `c8globals.` or `c8locals.`;
/// with Service::pulsar any non-empty text. Errors: `invalid_configuration`.
Error check_stream_name(const StreamName& stream, Service service);

/// `c8globals.NAME` or `c8locals.NAME`; a name that has such a prefix already as it is (and then it
/// decides the scope); with Service::pulsar the name.
void write_topic(WindowWriter& to, const StreamName& stream, Service service);

/// What every target below needs; pointers outlive the call.
struct Place {
  const Account* account = nullptr;
  const char* tenant = nullptr;
  StreamName stream;
};

// REST, https://<host>/… (for Service::pulsar the admin REST: PUT /admin/v2/persistent/…).
/// `POST` or, for a plain Pulsar, `PUT`, and the target.
void write_create_line(WindowWriter& to, const Place& place);
void write_delete_target(WindowWriter& to, const Place& place, bool force);
void write_list_target(WindowWriter& to, const Place& place);
/// The target of `POST` for a one-time password; GDN only.
inline constexpr char kOtpTarget[] = "/apid/otp";

struct ProducerQuery {
  const char* producer_name = nullptr;
  bool numbered = false;             ///< Send `initialSequenceId`.
  int64_t initial_sequence_id = -1;  ///< The last number that was confirmed.
};

struct ConsumerQuery {
  const char* subscription = nullptr;
  const char* consumer_name = nullptr;
  SubscriptionType type = SubscriptionType::failover;
  bool pull = true;
  uint16_t receiver_queue_size = 1;
};

/// `otp` empty: none in the query.
void write_producer_target(WindowWriter& to, const Place& place, const ProducerQuery& query,
                           Bytes otp);
void write_consumer_target(WindowWriter& to, const Place& place, const ConsumerQuery& query,
                           Bytes otp);

}  // namespace uc8
