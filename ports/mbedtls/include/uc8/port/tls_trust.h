// SPDX-License-Identifier: Apache-2.0
//
// Whom TLS connections believe, and who they say they are.
#pragma once

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include "uc8/port/runtime.h"

namespace uc8 {

/// The authorities, the client's own certificate if it has one, and the random generator that all
/// TlsTransports of a program share.
///
/// **Complete before the first TlsTransport opens; outlives all of them.** `close()` when the last
/// one is closed gives mbedTLS's memory back.
///
/// With no authority at all no server is trusted. TLS 1.2 is the oldest version spoken.
class TlsTrust {
 public:
  /// Seeds its generator (CTR_DRBG) from `runtime`'s entropy.
  explicit TlsTrust(Runtime& runtime);
  TlsTrust(const TlsTrust&) = delete;
  TlsTrust& operator=(const TlsTrust&) = delete;

  /// Adds the certificates in `pem` (one or many, null-terminated), which is not kept. Certificates
  /// of kinds that mbedTLS does not know are passed over, as a system's store may have some.
  /// Errors: `invalid_configuration` if not one could be used: `last_fault()`.
  Error add_authorities(const char* pem);
  /// The same for one certificate in DER.
  Error add_authority(Bytes der);
  /// What this client shows when a server asks. Both null-terminated PEM, not kept.
  /// Errors: `invalid_configuration` if one cannot be read or they do not belong together.
  Error set_identity(const char* certificate_pem, const char* key_pem);
  /// Believe any certificate for any name: no protection at all against an attacker on the path.
  void trust_anyone() { anyone_ = true; }

  /// The mbedTLS code of the last error above.
  Fault last_fault() const { return fault_; }

  /// Frees everything; the object is then as new, and trusts nobody, nor a session of before.
  void close();

 private:
  friend class TlsTransport;
  /// Completes the configuration at the first use. Errors: `connection_lost` if the Runtime has no
  /// entropy to give; `tls_failed` if mbedTLS cannot be configured.
  Error prepare();
  Error start();
  Error seed();
  Error reject(int code);
  static int draw(void* trust, unsigned char* out, size_t size);

  Runtime& runtime_;
  mbedtls_ssl_config config_;
  mbedtls_ctr_drbg_context dice_;
  mbedtls_x509_crt authorities_;
  mbedtls_x509_crt certificate_;
  mbedtls_pk_context key_;
  Fault fault_;
  uint32_t generation_ = 0;  // How often it was closed.
  bool started_ = false;
  bool seeded_ = false;
  bool prepared_ = false;
  bool identified_ = false;
  bool anyone_ = false;
};

}  // namespace uc8
