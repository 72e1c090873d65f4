// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

#include <cstdint>
#include <string>

namespace uc8::gateway {

// The random generator of mbedTLS, seeded once from the system.
class Random {
 public:
  Random();
  ~Random();
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;

  void fill(void* bytes, size_t size);
  mbedtls_ctr_drbg_context* drbg() { return &drbg_; }

 private:
  mbedtls_entropy_context entropy_;
  mbedtls_ctr_drbg_context drbg_;
};

// What all TLS connections share: certificate, session tickets, session cache, counters.
// One rule: **it outlives every TlsPipe made from it.**
class TlsServer {
 public:
  struct Counters {
    uint64_t full = 0;
    uint64_t resumed = 0;
    uint64_t failed = 0;
  };

  explicit TlsServer(Random& random);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  // Takes certificate chain and key, both PEM. Empty: done; else what is wrong.
  std::string load(const std::string& certificate_pem, const std::string& key_pem);

  const mbedtls_ssl_config* config() const { return &config_; }

  // Around each call of the handshake: the ticket and cache callbacks do not say which connection
  // they serve, and with one thread it can only be the one that is running now.
  void begin_handshake_step() { session_found_ = false; }
  bool session_found() const { return session_found_; }

  Counters& counters() { return counters_; }

 private:
  static int parse_ticket(void* self, mbedtls_ssl_session* session, unsigned char* buffer,
                          size_t size);
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  static int get_cached(void* self, unsigned char const* id, size_t id_size,
                        mbedtls_ssl_session* session);
  static int set_cached(void* self, unsigned char const* id, size_t id_size,
                        const mbedtls_ssl_session* session);
#else
  static int get_cached(void* self, mbedtls_ssl_session* session);
  static int set_cached(void* self, const mbedtls_ssl_session* session);
#endif
  static int write_ticket(void* self, const mbedtls_ssl_session* session, unsigned char* start,
                          const unsigned char* end, size_t* size, uint32_t* lifetime);

  void configure_sessions();

  Random& random_;
  mbedtls_x509_crt chain_;
  mbedtls_pk_context key_;
  mbedtls_ssl_config config_;
  mbedtls_ssl_cache_context cache_;
  mbedtls_ssl_ticket_context tickets_;
  bool session_found_ = false;
  Counters counters_;
};

// The words of mbedTLS for one of its error codes.
std::string tls_error_text(int code);
// Whether the public and the private key are one pair.
bool belong_together(Random& random, mbedtls_pk_context* certified, mbedtls_pk_context* key);

}  // namespace uc8::gateway
