// SPDX-License-Identifier: Apache-2.0
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include "contract/tls_server.h"

#include <mbedtls/version.h>
#include <stdio.h>
#include <stdlib.h>

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#endif

namespace uc8::test {
namespace {

void must(int error) {
  if (error == 0) return;
  (void)fprintf(stderr, "TLS server: mbedTLS says -0x%04x\n", static_cast<unsigned>(-error));
  abort();
}

const unsigned char* text(const std::string& string) {
  return reinterpret_cast<const unsigned char*>(string.c_str());
}

}  // namespace

TlsServer::TlsServer(Peer& below, const TlsServerOptions& options) : below_(below) {
  mbedtls_ssl_config_init(&config_);
  mbedtls_ssl_init(&ssl_);
  mbedtls_ssl_ticket_init(&tickets_);
  mbedtls_x509_crt_init(&certificate_);
  mbedtls_x509_crt_init(&client_authority_);
  mbedtls_pk_init(&key_);
  read_identity(options);
  configure(options);
  must(mbedtls_ssl_setup(&ssl_, &config_));
  mbedtls_ssl_set_bio(&ssl_, this, push, pull, nullptr);
}

TlsServer::~TlsServer() {
  mbedtls_ssl_free(&ssl_);
  mbedtls_ssl_ticket_free(&tickets_);
  mbedtls_ssl_config_free(&config_);
  mbedtls_x509_crt_free(&certificate_);
  mbedtls_x509_crt_free(&client_authority_);
  mbedtls_pk_free(&key_);
}

void TlsServer::read_identity(const TlsServerOptions& options) {
  const Identity& own = options.identity;
  must(mbedtls_x509_crt_parse(&certificate_, text(own.certificate), own.certificate.size() + 1));
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  must(psa_crypto_init());
  must(mbedtls_pk_parse_key(&key_, text(own.key), own.key.size() + 1, nullptr, 0, test_random,
                            nullptr));
#else
  must(mbedtls_pk_parse_key(&key_, text(own.key), own.key.size() + 1, nullptr, 0));
#endif
}

void TlsServer::configure(const TlsServerOptions& options) {
  must(mbedtls_ssl_config_defaults(&config_, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                   MBEDTLS_SSL_PRESET_DEFAULT));
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  const auto version = options.tls_1_3 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2;
  mbedtls_ssl_conf_min_tls_version(&config_, version);
  mbedtls_ssl_conf_max_tls_version(&config_, version);
#else
  mbedtls_ssl_conf_min_version(&config_, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#endif
  mbedtls_ssl_conf_rng(&config_, test_random, nullptr);
  mbedtls_ssl_conf_sni(&config_, hear_name, this);
  must(mbedtls_ssl_conf_own_cert(&config_, &certificate_, &key_));
  if (options.ciphersuite != 0) {
    only_ciphersuite_[0] = options.ciphersuite;
    mbedtls_ssl_conf_ciphersuites(&config_, only_ciphersuite_);
  }
  if (!options.client_authority.empty()) {
    const std::string& pem = options.client_authority;
    must(mbedtls_x509_crt_parse(&client_authority_, text(pem), pem.size() + 1));
    mbedtls_ssl_conf_ca_chain(&config_, &client_authority_, nullptr);
    mbedtls_ssl_conf_authmode(&config_, MBEDTLS_SSL_VERIFY_REQUIRED);
  }
#if defined(MBEDTLS_SSL_RENEGOTIATION)
  mbedtls_ssl_conf_renegotiation(&config_, MBEDTLS_SSL_RENEGOTIATION_ENABLED);
#endif
  if (options.tickets) {
    must(mbedtls_ssl_ticket_setup(&tickets_, test_random, nullptr, MBEDTLS_CIPHER_AES_256_GCM,
                                  86400));
    mbedtls_ssl_conf_session_tickets_cb(
        &config_,
        [](void* self, const mbedtls_ssl_session* session, unsigned char* start,
           const unsigned char* end, size_t* size, uint32_t* lifetime) {
          return mbedtls_ssl_ticket_write(&static_cast<TlsServer*>(self)->tickets_, session, start,
                                          end, size, lifetime);
        },
        parse_ticket, this);
  }
}

int TlsServer::parse_ticket(void* server, mbedtls_ssl_session* session, unsigned char* ticket,
                            size_t size) {
  auto& self = *static_cast<TlsServer*>(server);
  const int result = mbedtls_ssl_ticket_parse(&self.tickets_, session, ticket, size);
  if (result == 0) ++self.resumed;
  return result;
}

int TlsServer::hear_name(void* server, mbedtls_ssl_context*, const unsigned char* name,
                         size_t size) {
  static_cast<TlsServer*>(server)->server_name.assign(reinterpret_cast<const char*>(name), size);
  return 0;
}

int TlsServer::push(void* server, const unsigned char* data, size_t size) {
  const size_t taken = static_cast<TlsServer*>(server)->below_.send({data, size});
  return taken > 0 ? static_cast<int>(taken) : MBEDTLS_ERR_SSL_WANT_WRITE;
}

int TlsServer::pull(void* server, unsigned char* data, size_t size) {
  auto& self = *static_cast<TlsServer*>(server);
  const size_t taken = self.below_.receive({data, size});
  if (taken > 0) return static_cast<int>(taken);
  return self.below_.ended() ? 0 : MBEDTLS_ERR_SSL_WANT_READ;
}

void TlsServer::turn() {
  if (below_.connections() != client_) greet();
  if (client_ == 0 || error != 0) return;
  if (!ready_) {
    const int result = mbedtls_ssl_handshake(&ssl_);
    if (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE) return;
    error = result;
    ready_ = result == 0;
    handshakes += ready_ ? 1 : 0;
    if (!ready_) below_.end();
  }
  flush();
}

void TlsServer::greet() {
  client_ = below_.connections();
  must(mbedtls_ssl_session_reset(&ssl_));
  ready_ = ended_ = ending_ = false;
  error = 0;
  server_name.clear();
  out_.clear();
  blocked_ = 0;
}

size_t TlsServer::send(Bytes from) {
  if (!ready_) return 0;
  const size_t room = kQueueMax - out_.size();
  const size_t size = from.size < room ? from.size : room;
  out_.append(reinterpret_cast<const char*>(from.data), size);
  flush();
  return size;
}

// A blocked write is repeated as it was.
void TlsServer::flush() {
  constexpr size_t kRecordMax = 4096;
  while (ready_ && !out_.empty()) {
    const size_t size = out_.size() < kRecordMax ? out_.size() : kRecordMax;
    const size_t offered = blocked_ > 0 ? blocked_ : size;
    const int result = mbedtls_ssl_write(&ssl_, text(out_), offered);
    blocked_ = result > 0 ? 0 : offered;
    if (result <= 0) return;
    out_.erase(0, static_cast<size_t>(result));
  }
  if (!ready_ || !ending_) return;
  if (mbedtls_ssl_close_notify(&ssl_) == 0) {
    below_.end();
    ending_ = false;
  }
}

size_t TlsServer::receive(MutableBytes to) {
  if (!ready_ || error != 0 || ended_) return 0;
  const int result = mbedtls_ssl_read(&ssl_, to.data, to.size);
  if (result > 0) return static_cast<size_t>(result);
  if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
    ended_ = true;
  } else if (result != MBEDTLS_ERR_SSL_WANT_READ && result != MBEDTLS_ERR_SSL_WANT_WRITE) {
    error = result != 0 ? result : MBEDTLS_ERR_SSL_CONN_EOF;
  }
  return 0;
}

void TlsServer::end() {
  ending_ = true;
  flush();
}

void TlsServer::alert(unsigned char number) {
  must(mbedtls_ssl_send_alert_message(&ssl_, MBEDTLS_SSL_ALERT_LEVEL_FATAL, number));
}

int TlsServer::ask_for_renegotiation() {
#if defined(MBEDTLS_SSL_RENEGOTIATION)
  return mbedtls_ssl_renegotiate(&ssl_);
#else
  return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
#endif
}

}  // namespace uc8::test
