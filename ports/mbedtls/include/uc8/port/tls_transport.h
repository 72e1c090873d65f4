// SPDX-License-Identifier: Apache-2.0
//
// TLS over any Transport, by mbedTLS 2.28 or 3.6.
#pragma once

#include <mbedtls/ssl.h>

#include "uc8/port/tls_trust.h"
#include "uc8/port/transport.h"

namespace uc8 {

/// A Transport that encrypts what it hands to the Transport below. It keeps no bytes of its own
/// (mbedTLS holds one record in each direction), so back-pressure passes through.
///
/// **The Transport below belongs to this object from `open()` to `close()`, and both stay where
/// they are.** One `write()` is one TLS record, if it fits.
///
/// The certificate is checked against the Endpoint's host, which may be an address. The session is
/// kept (in this object, not on the heap) and offered at the next `open()` of the same Endpoint,
/// which then needs neither certificates nor signatures.
///
/// An end of the stream below without TLS's own `close_notify` may be an attacker's doing: it is
/// `connection_lost`, and only after a `close_notify` does `read()` return 0.
///
/// mbedTLS allocates in `open()` and frees in `close()` (see tls_arena.h); nothing in between.
class TlsTransport final : public Transport {
 public:
  TlsTransport(Transport& below, TlsTrust& trust);
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;

  /// Each call does all the steps of the handshake that need no waiting.
  Error open(const Endpoint& endpoint, Waker& waker) override;
  Result<size_t> read(MutableBytes to) override;
  Result<size_t> write(Bytes from) override;
  void close() override;
  /// `tls_untrusted`: MBEDTLS_X509_BADCERT_... flags. `connection_lost`: what the Transport below
  /// says, or mbedTLS's code with `Origin::tls`.
  Fault last_fault() const override { return fault_; }

  /// The server took up the session that was offered.
  bool resumed() const { return resumed_; }
  /// Makes the next `open()` a full handshake.
  void forget_session();

 private:
  static constexpr size_t kSessionMax = 2048;
  static constexpr size_t kHostMax = 253;  // RFC 1035 §2.3.4.
  enum class State : uint8_t { closed, opening_below, handshake, open, failed };

  Error start_handshake(const Endpoint& endpoint);
  Error shake_hands();
  void offer_session(const Endpoint& endpoint);
  void keep_session();
  bool session_fits(const Endpoint& endpoint) const;
  bool flush();
  Error conclude(int code);
  Error fail(Fault fault);

  static int send_below(void* self, const unsigned char* data, size_t size);
  static int receive_below(void* self, unsigned char* data, size_t size);
  static int check_certificate(void* self, mbedtls_x509_crt* certificate, int depth,
                               uint32_t* flags);

  Transport& below_;
  TlsTrust& trust_;
  const Endpoint* endpoint_ = nullptr;
  mbedtls_ssl_context ssl_;
  Fault fault_;
  size_t unfinished_ = 0;  // Bytes of a blocked write() that mbedTLS has encrypted.
  State state_ = State::closed;
  bool has_ssl_ = false;
  bool blocked_ = false;       // The Transport below would block: it has armed an on_ready().
  bool below_failed_ = false;  // The last error came from below.
  bool below_ended_ = false;   // The stream below has ended.
  bool ended_ = false;         // close_notify has come.
  bool offered_ = false;
  bool checked_ = false;  // A certificate was shown in this handshake.
  bool resumed_ = false;

  uint8_t address_[16] = {};  // Of a host that is an address,
  uint8_t address_size_ = 0;  // 4 or 16; 0: it is a name.

  uint32_t session_trust_ = 0;  // A session vouches for no more than its own certificates did.
  uint16_t session_port_ = 0;
  uint16_t session_size_ = 0;  // 0: none.
  char session_host_[kHostMax + 1] = {};
  uint8_t session_[kSessionMax];
};

}  // namespace uc8
