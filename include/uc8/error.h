// SPDX-License-Identifier: Apache-2.0
//
// How operations end, and who can do something about it.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "uc8/port/panic.h"

namespace uc8 {

/// Every way an operation of this library can end. Values are stable: they appear in logs, and
/// the hundreds digit is the exit code of the `uc8` program.
///
/// The hundreds digit says who can act on it, which is what `remedy_of()` returns:
/// 0 nobody has to, 1xx the calling code, 2xx time, 3xx new credentials, 4xx a human.
enum class [[nodiscard]] Error : uint16_t{
    /// The operation did what was asked.
    ok = 0,

    /// Nothing to read, or no room to write, at this moment. Not a failure: an `on_ready()`
    /// follows.
    would_block = 1,

    // --- 1xx: the calling code. The call had no effect; fix the call or wait for the named event.

    /// `send()`: every in-flight slot, or all room for them, is taken. Retry from `on_sent()`.
    window_full = 101,
    /// `send()`: the payload is larger than the `PayloadMax` of its ProducerStorage. Of a
    /// StreamAdmin: a stream's description takes more than half of the receive memory.
    payload_too_large = 102,
    /// The object is not in a state that allows the call, e.g. `open()` before `on_closed()`.
    wrong_state = 103,
    /// A configuration that cannot work, or that would lose data on the account's server.
    invalid_configuration = 104,
    /// `acknowledge()`: no such delivery is outstanding.
    unknown_message = 105,
    /// The Producer closed or failed before the server confirmed: stored or not, nobody knows.
    unconfirmed = 106,
    /// `send()`: key and properties together are larger than `MetadataMax`.
    metadata_too_large = 107,
    /// `find_property()`: the message has no such property.
    no_such_property = 108,

    // --- 2xx: time. The library retries by itself with backoff; told through `on_interrupted()`.

    /// The peer refused, dropped or ended the connection.
    connection_lost = 200,
    /// No byte arrived for twice the ping interval, not even a PONG.
    peer_silent = 201,
    /// HTTP 429 or 5xx; a WebSocket close without a code, or with any that is not named below
    /// (1000,
    /// 1001, 1011 to 1013 …); a passing `send-error`, where messages are numbered.
    server_busy = 202,
    /// The name, TCP and TLS, or the answer to a request, took longer than its timeout. Told by
    /// `on_sent()`: the message was not confirmed within `send_timeout_ms`; it may be stored.
    timed_out = 203,
    /// HTTP 409 at the upgrade: the name or the subscription is held by another connection, perhaps
    /// our own half-open one, which the server drops after its idle timeout (300 s by default).
    conflict = 204,
    /// The host name did not resolve.
    name_not_resolved = 205,
    /// The stream that was just created has not appeared yet.
    not_yet = 206,

    // --- 3xx: credentials. Retried once with a fresh one-time password; then told by
    // `on_failed()`.

    /// HTTP 401 or 403, or WebSocket close 1008, twice running.
    unauthorized = 300,

    // --- 4xx: a human. Not retried; told once through `on_failed()`.

    /// The certificate chain, its dates, or the host name did not verify.
    tls_untrusted = 400,
    /// The tenant, fabric, stream or subscription does not exist (HTTP 404).
    not_found = 401,
    /// The peer broke HTTP, WebSocket or the stream protocol, or says that we did (WebSocket close
    /// 1002, 1003, 1007, 1010): twice running.
    protocol_violation = 402,
    /// HTTP 400, 405 or another 4xx: the server does not accept what the configuration asks for;
    /// WebSocket close 1009; or the stream is terminated and takes no Producer any more.
    rejected = 403,
    /// HTTP 3xx. Redirects are not followed; `last_words()` is the Location.
    redirected = 404,
    /// The peer does not speak TLS, or no version or cipher that we do, or refuses our certificate.
    tls_failed = 405,
    /// The server will never store this message (`send-error` for a terminated topic, a size, a
    /// schema). Told by `on_sent()`; the Producer goes on.
    message_refused = 406,
};

/// What has to happen before the same operation can succeed.
enum class Remedy : uint8_t { none, caller, wait, credentials, human };

constexpr Remedy remedy_of(Error error) {
  return static_cast<Remedy>(static_cast<uint16_t>(error) / 100);
}

/// The name of the enumerator, e.g. "window_full"; "unknown" for a value that is none.
const char* name_of(Error error);

/// Which layer `Fault::detail` speaks of.
enum class Origin : uint8_t { none, system, tls, http, websocket, stream };

/// A failure with the evidence a field engineer needs. Trivially copyable; holds no pointers.
struct Fault {
  Error error = Error::ok;
  Origin origin = Origin::none;
  /// Raw code of that layer: errno (or the port's resolver code), mbedTLS error, HTTP status, close
  /// code (0: a Close frame without one, RFC 6455 §7.1.5), `send-error` number.
  int32_t detail = 0;
};

/// A value or the reason there is none. `T` must be trivially copyable.
template <class T>
class [[nodiscard]] Result {
 public:
  constexpr Result(T value) : value_(value) {}  // NOLINT: implicit by design
  /// Precondition: `error != Error::ok`.
  constexpr Result(Error error) : error_(error) {  // NOLINT: implicit by design
    if (error == Error::ok) uc8_panic("Result: an error that is ok");
  }
  constexpr bool ok() const { return error_ == Error::ok; }
  constexpr Error error() const { return error_; }
  /// Precondition: `ok()`.
  constexpr const T& value() const { return value_; }

 private:
  T value_{};
  Error error_ = Error::ok;
};

}  // namespace uc8
