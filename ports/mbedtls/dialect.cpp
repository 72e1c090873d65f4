// SPDX-License-Identifier: Apache-2.0
#define MBEDTLS_ALLOW_PRIVATE_ACCESS  // 3.x: the alert and the unsent bytes have no accessor.
#include "dialect.h"

#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#endif

namespace uc8 {
namespace {

size_t size_with_null(const char* text) {
  return bytes_of(text).size + 1;
}

const unsigned char* bytes(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}

}  // namespace

#if MBEDTLS_VERSION_NUMBER >= 0x03000000

int start_mbedtls() {
#if defined(MBEDTLS_PSA_CRYPTO_C)
  return psa_crypto_init();  // TLS 1.3 needs it; may be called again.
#else
  return 0;
#endif
}

void use_modern_tls(mbedtls_ssl_config* config) {
  mbedtls_ssl_conf_min_tls_version(config, MBEDTLS_SSL_VERSION_TLS1_2);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_SESSION_TICKETS) && \
    MBEDTLS_VERSION_NUMBER >= 0x03060100
  // Silent by default since 3.6.1; without it every reconnect is a full handshake.
  mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
      config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
}

int read_key(mbedtls_pk_context* key, const char* pem, const mbedtls_x509_crt& certificate,
             const TlsDice& dice) {
  const int error =
      mbedtls_pk_parse_key(key, bytes(pem), size_with_null(pem), nullptr, 0, dice.draw, dice.dice);
  if (error != 0) return error;
  return mbedtls_pk_check_pair(&certificate.pk, key, dice.draw, dice.dice);
}

bool session_comes_with_handshake(const mbedtls_ssl_context& ssl) {
  return mbedtls_ssl_get_version_number(&ssl) == MBEDTLS_SSL_VERSION_TLS1_2;
}

bool is_session_ticket(int code) {
  return code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
}

#else

int start_mbedtls() {
  return 0;
}

void use_modern_tls(mbedtls_ssl_config* config) {
  mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
}

int read_key(mbedtls_pk_context* key, const char* pem, const mbedtls_x509_crt& certificate,
             const TlsDice&) {
  const int error = mbedtls_pk_parse_key(key, bytes(pem), size_with_null(pem), nullptr, 0);
  if (error != 0) return error;
  return mbedtls_pk_check_pair(&certificate.pk, key);
}

bool session_comes_with_handshake(const mbedtls_ssl_context&) {
  return true;
}

bool is_session_ticket(int) {
  return false;
}

#endif

bool wants_more(int code) {
  return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE;
}

size_t unsent(const mbedtls_ssl_context& ssl) {
  return ssl.out_left;
}

int last_alert(const mbedtls_ssl_context& ssl) {
  return ssl.in_msg[1];
}

size_t save_session(const mbedtls_ssl_context& ssl, MutableBytes to) {
  mbedtls_ssl_session session;
  mbedtls_ssl_session_init(&session);
  size_t size = 0;
  if (mbedtls_ssl_get_session(&ssl, &session) == 0) {
#if defined(MBEDTLS_X509_CRT_PARSE_C) && defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
    // A copy of ours; resuming does not look at it, and it is most of the bytes.
    if (session.peer_cert != nullptr) mbedtls_x509_crt_free(session.peer_cert);
#endif
    if (mbedtls_ssl_session_save(&session, to.data, to.size, &size) != 0) size = 0;
  }
  mbedtls_ssl_session_free(&session);
  return size;
}

}  // namespace uc8
