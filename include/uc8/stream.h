// SPDX-License-Identifier: Apache-2.0
//
// The nouns that producers, consumers and administration share.
#pragma once

#include "uc8/bytes.h"
#include "uc8/error.h"

namespace uc8 {

/// Where a stream is kept: replicated to every region of the GDN, or in one region.
enum class Scope : uint8_t { global, local };

/// How consumers of one subscription share its messages.
enum class SubscriptionType : uint8_t { exclusive, shared, failover, key_shared };

/// What answers at `Account::url`: the GDN's gateway (REST, one-time passwords) or a plain Pulsar.
enum class Service : uint8_t { gdn, pulsar };

/// The oldest Pulsar the account may meet. Features that lose data on it are refused.
enum class ServerVersion : uint8_t { pulsar_2_7, pulsar_2_8, pulsar_2_10 };

/// How the WebSocket upgrade is authenticated: by a one-time password that is fetched for each
/// attempt, or by the Authorization header. The GDN takes both.
enum class UpgradeAuth : uint8_t { one_time_password, header };

/// How we prove who we are. `secret` is null-terminated visible ASCII (anything else is
/// `invalid_configuration`) and outlives every object of the account.
struct Credentials {
  enum class Scheme : uint8_t { none, api_key, bearer };
  Scheme scheme = Scheme::none;
  const char* secret = nullptr;
};

/// Who we are and where. Pointers must stay valid for as long as any object made from the account.
struct Account {
  /// `https://HOST[:PORT][/]` or `HOST[:PORT]`. `api-` is put before the host unless it is there
  /// already, or the host is an address or `localhost`. `http://` (and `ws://`, `wss://` for a
  /// Pulsar) choose the default port; whether bytes are encrypted is the Transport's matter.
  const char* url = nullptr;
  /// Null: the one the credentials name (an API key is `tenant.id.secret`; a JWT has a `tenant`
  /// claim), else `_mm`; with `Service::pulsar` `public`.
  const char* tenant = nullptr;
  /// Null: `_system`. With `Service::pulsar` the namespace, null: `default`.
  const char* fabric = nullptr;
  Credentials credentials;
  UpgradeAuth upgrade_auth = UpgradeAuth::one_time_password;
  Service service = Service::gdn;
  ServerVersion server = ServerVersion::pulsar_2_7;
};

/// `name` is null-terminated: `[A-Za-z][A-Za-z0-9_-]*`, at most 230 bytes, or a full name that
/// starts with `c8globals.` or `c8locals.`, which is taken as it is and decides the scope. With
/// `Service::pulsar` it is the topic as it is.
struct StreamName {
  const char* name = nullptr;
  Scope scope = Scope::global;
};

/// The server's name for a message: opaque text, copied by value. Base64 of Pulsar's
/// `MessageIdData`; 8 to 24 characters for what Pulsar 2.7 and 2.8 store unbatched.
struct MessageId {
  static constexpr size_t kTextMax = 127;
  uint8_t size = 0;
  char text[kTextMax] = {};
};

bool operator==(const MessageId& a, const MessageId& b);

/// Why an object is not connected just now, and what happens next.
struct Interruption {
  Fault fault;
  uint16_t attempt = 0;    ///< 1 for the first retry since the link was last stable.
  Millis retry_in_ms = 0;  ///< From now; full jitter, so it may be 0.
};

/// Times that every kind of connection has. 0, and more than `kMax`, is `invalid_configuration`.
struct Timeouts {
  static constexpr Millis kMax = 0xffff'ffff;  ///< 49 days; of every other time in a config, too.
  Millis connect_ms = 15'000;                  ///< Name, TCP and TLS together.
  Millis response_ms = 60'000;       ///< From a request to its answer; a Pulsar takes up to 50 s.
  Millis ping_interval_ms = 30'000;  ///< The link is dead when no byte came for twice that.
};

}  // namespace uc8
