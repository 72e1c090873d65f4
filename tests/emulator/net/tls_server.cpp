// SPDX-License-Identifier: Apache-2.0
#include "net/tls_server.h"

#include <mbedtls/error.h>
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#endif

#include <cstdio>
#include <cstdlib>

namespace uc8::gateway {
namespace {

constexpr uint32_t kTicketLifetimeS = 24 * 3600;

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.c_str());
}

}  // namespace

std::string tls_error_text(int code) {
  char text[128];
  mbedtls_strerror(code, text, sizeof text);
  return text;
}

Random::Random() {
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  // TLS 1.3 of mbedTLS 3.6 works on PSA only.
  psa_crypto_init();
#endif
  mbedtls_entropy_init(&entropy_);
  mbedtls_ctr_drbg_init(&drbg_);
  const int code = mbedtls_ctr_drbg_seed(&drbg_, mbedtls_entropy_func, &entropy_, nullptr, 0);
  if (code != 0) {
    std::fprintf(stderr, "uc8-emulator: no entropy: %s\n", tls_error_text(code).c_str());
    std::exit(1);
  }
}

Random::~Random() {
  mbedtls_ctr_drbg_free(&drbg_);
  mbedtls_entropy_free(&entropy_);
}

void Random::fill(void* bytes, size_t size) {
  unsigned char* at = static_cast<unsigned char*>(bytes);
  while (size > 0) {
    const size_t part = size < MBEDTLS_CTR_DRBG_MAX_REQUEST ? size : MBEDTLS_CTR_DRBG_MAX_REQUEST;
    if (mbedtls_ctr_drbg_random(&drbg_, at, part) != 0) std::abort();
    at += part;
    size -= part;
  }
}

bool belong_together(Random& random, mbedtls_pk_context* certified, mbedtls_pk_context* key) {
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  return mbedtls_pk_check_pair(certified, key, mbedtls_ctr_drbg_random, random.drbg()) == 0;
#else
  (void)random;
  return mbedtls_pk_check_pair(certified, key) == 0;
#endif
}

TlsServer::TlsServer(Random& random) : random_(random) {
  mbedtls_x509_crt_init(&chain_);
  mbedtls_pk_init(&key_);
  mbedtls_ssl_config_init(&config_);
  mbedtls_ssl_cache_init(&cache_);
  mbedtls_ssl_ticket_init(&tickets_);
}

TlsServer::~TlsServer() {
  mbedtls_ssl_ticket_free(&tickets_);
  mbedtls_ssl_cache_free(&cache_);
  mbedtls_ssl_config_free(&config_);
  mbedtls_pk_free(&key_);
  mbedtls_x509_crt_free(&chain_);
}

std::string TlsServer::load(const std::string& certificate_pem, const std::string& key_pem) {
  int code = mbedtls_x509_crt_parse(&chain_, bytes_of(certificate_pem), certificate_pem.size() + 1);
  if (code != 0) return "certificate: " + (code > 0 ? "not PEM" : tls_error_text(code));
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  code = mbedtls_pk_parse_key(&key_, bytes_of(key_pem), key_pem.size() + 1, nullptr, 0,
                              mbedtls_ctr_drbg_random, random_.drbg());
#else
  code = mbedtls_pk_parse_key(&key_, bytes_of(key_pem), key_pem.size() + 1, nullptr, 0);
#endif
  if (code != 0) return "key: " + tls_error_text(code);
  if (!belong_together(random_, &chain_.pk, &key_)) {
    return "the certificate and the key do not belong together";
  }
  code = mbedtls_ssl_config_defaults(&config_, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                     MBEDTLS_SSL_PRESET_DEFAULT);
  if (code != 0) return "TLS: " + tls_error_text(code);
  mbedtls_ssl_conf_rng(&config_, mbedtls_ctr_drbg_random, random_.drbg());
#if MBEDTLS_VERSION_NUMBER < 0x03000000
  mbedtls_ssl_conf_min_version(&config_, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#endif
  code = mbedtls_ssl_conf_own_cert(&config_, &chain_, &key_);
  if (code != 0) return "certificate: " + tls_error_text(code);
  code = mbedtls_ssl_ticket_setup(&tickets_, mbedtls_ctr_drbg_random, random_.drbg(),
                                  MBEDTLS_CIPHER_AES_256_GCM, kTicketLifetimeS);
  if (code != 0) return "session tickets: " + tls_error_text(code);
  configure_sessions();
  return std::string();
}

void TlsServer::configure_sessions() {
  mbedtls_ssl_cache_set_max_entries(&cache_, 1024);
  mbedtls_ssl_conf_session_cache(&config_, this, get_cached, set_cached);
  mbedtls_ssl_conf_session_tickets_cb(&config_, write_ticket, parse_ticket, this);
}

int TlsServer::write_ticket(void* self, const mbedtls_ssl_session* session, unsigned char* start,
                            const unsigned char* end, size_t* size, uint32_t* lifetime) {
  TlsServer* server = static_cast<TlsServer*>(self);
  return mbedtls_ssl_ticket_write(&server->tickets_, session, start, end, size, lifetime);
}

int TlsServer::parse_ticket(void* self, mbedtls_ssl_session* session, unsigned char* buffer,
                            size_t size) {
  TlsServer* server = static_cast<TlsServer*>(self);
  const int code = mbedtls_ssl_ticket_parse(&server->tickets_, session, buffer, size);
  if (code == 0) server->session_found_ = true;
  return code;
}

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
int TlsServer::get_cached(void* self, unsigned char const* id, size_t id_size,
                          mbedtls_ssl_session* session) {
  TlsServer* server = static_cast<TlsServer*>(self);
  const int code = mbedtls_ssl_cache_get(&server->cache_, id, id_size, session);
  if (code == 0) server->session_found_ = true;
  return code;
}

int TlsServer::set_cached(void* self, unsigned char const* id, size_t id_size,
                          const mbedtls_ssl_session* session) {
  return mbedtls_ssl_cache_set(&static_cast<TlsServer*>(self)->cache_, id, id_size, session);
}
#else
int TlsServer::get_cached(void* self, mbedtls_ssl_session* session) {
  TlsServer* server = static_cast<TlsServer*>(self);
  const int code = mbedtls_ssl_cache_get(&server->cache_, session);
  if (code == 0) server->session_found_ = true;
  return code;
}

int TlsServer::set_cached(void* self, const mbedtls_ssl_session* session) {
  return mbedtls_ssl_cache_set(&static_cast<TlsServer*>(self)->cache_, session);
}
#endif

}  // namespace uc8::gateway
