// SPDX-License-Identifier: Apache-2.0
//
// One of the two interfaces a port implements: bytes to and from the server.
#pragma once

#include "uc8/bytes.h"
#include "uc8/error.h"

namespace uc8 {

struct Endpoint {
  const char* host = nullptr;  ///< Null-terminated name or address (IPv6 without brackets); also
                               ///< the TLS server name.
  uint16_t port = 443;
};

/// An ordered, reliable, non-blocking byte stream: plain TCP, TLS over another Transport, a modem.
///
/// The one rule that makes it work: **a call that returns `Error::would_block` arms exactly one
/// later `Waker::on_ready()`**, and one `on_ready()` discharges all that are armed: the core then
/// tries both directions. A core that stops calling `read()` therefore stops being fed, and
/// back-pressure reaches the peer without another function.
///
/// Errors that any of the functions may return besides `would_block`: `connection_lost`,
/// `name_not_resolved`, `tls_untrusted`, `tls_failed`. After one of them only `close()` is called.
///
/// After a `write()` that would block, the next one starts with the same bytes; it may be longer.
/// (TLS libraries have by then encrypted the first bytes: the port remembers how many.)
///
/// Implementations never call the Waker from inside one of these functions, never allocate after
/// `open()` has completed, and never block.
class Transport {
 public:
  class Waker {
   public:
    /// Called from the loop, at most once per `would_block`. May be spurious.
    virtual void on_ready() = 0;

   protected:
    ~Waker() = default;
  };

  /// Advances the connection attempt: name, TCP and, where there is one, the TLS handshake. Call
  /// again with the same arguments after each `on_ready()` until the result is not `would_block`.
  /// Both arguments must outlive the matching `close()`.
  virtual Error open(const Endpoint& endpoint, Waker& waker) = 0;

  /// Moves up to `to.size` bytes into `to`. A result of 0 means the peer ended the stream.
  virtual Result<size_t> read(MutableBytes to) = 0;

  /// Takes up to `from.size` bytes of `from`; 0 is never returned for a non-empty `from`.
  virtual Result<size_t> write(Bytes from) = 0;

  /// Ends the stream in both directions (TCP FIN; over TLS a close_notify first, if it goes out
  /// without waiting) and lets go of everything. Idempotent; `open()` may follow at once. After it
  /// returns the Waker is not called again.
  virtual void close() = 0;

  /// Where the last error other than `would_block` came from, with its raw code: `Origin::system`
  /// and errno, or `Origin::tls` and the TLS library's code (for `tls_untrusted` its
  /// verification flags). `error` is the error that was returned.
  virtual Fault last_fault() const = 0;

 protected:
  ~Transport() = default;  // Never deleted through the interface: callers own the storage.
};

}  // namespace uc8
