// SPDX-License-Identifier: Apache-2.0
//
// The half of TlsTransport that runs before the first byte: whom to call, whom to believe, and
// the session of the last time.
#include <string.h>

#include "dialect.h"
#include "tls_fault.h"
#include "tls_host.h"
#include "uc8/port/tls_transport.h"

namespace uc8 {

TlsTransport::TlsTransport(Transport& below, TlsTrust& trust) : below_(below), trust_(trust) {}

Error TlsTransport::open(const Endpoint& endpoint, Waker& waker) {
  if (state_ == State::closed) {
    fault_ = Fault();
    state_ = State::opening_below;
    resumed_ = false;
  }
  if (state_ == State::opening_below) {
    // The Waker goes below as it is: whenever we would block, it is because the one below would.
    const Error error = below_.open(endpoint, waker);
    if (error == Error::would_block) return error;
    if (error != Error::ok) return fail(below_.last_fault());
    const Error started = start_handshake(endpoint);
    if (started != Error::ok) return started;
  }
  if (state_ == State::handshake) return shake_hands();
  return state_ == State::open ? Error::ok : fault_.error;
}

Error TlsTransport::start_handshake(const Endpoint& endpoint) {
  if (trust_.prepare() != Error::ok) return fail(trust_.last_fault());
  endpoint_ = &endpoint;
  unfinished_ = 0;
  blocked_ = below_failed_ = below_ended_ = ended_ = checked_ = offered_ = false;
  mbedtls_ssl_init(&ssl_);
  has_ssl_ = true;
  char host[kHostMax + 1];
  if (!copy_host(endpoint.host, host)) return conclude(MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
  address_size_ = read_address(host, address_);
  int error = mbedtls_ssl_setup(&ssl_, &trust_.config_);
  if (error == 0) {
    // An address is no server name (RFC 6066 §3), and 2.28 would look for it among the names.
    error = mbedtls_ssl_set_hostname(&ssl_, address_size_ > 0 ? nullptr : host);
  }
  if (error != 0) return conclude(error);
  mbedtls_ssl_set_bio(&ssl_, this, send_below, receive_below, nullptr);
  mbedtls_ssl_set_verify(&ssl_, check_certificate, this);
  offer_session(endpoint);
  state_ = State::handshake;
  return Error::ok;
}

Error TlsTransport::shake_hands() {
  blocked_ = false;
  const int result = mbedtls_ssl_handshake(&ssl_);
  // A failure may try to send an alert that would block: still a failure.
  if (blocked_ && wants_more(result)) return Error::would_block;
  if (result != 0) {
    if (!below_failed_) forget_session();  // It may be what the server cannot bear.
    return conclude(result);
  }
  resumed_ = offered_ && !checked_;
  state_ = State::open;
  if (session_comes_with_handshake(ssl_)) keep_session();
  return Error::ok;
}

// Called by mbedTLS for each certificate of the chain, when it has done its own checks; not called
// in a resumed handshake, which has none.
int TlsTransport::check_certificate(void* transport, mbedtls_x509_crt* certificate, int depth,
                                    uint32_t* flags) {
  auto& self = *static_cast<TlsTransport*>(transport);
  self.checked_ = true;
  if (depth == 0 && self.address_size_ > 0 &&
      !names_address(*certificate, {self.address_, self.address_size_})) {
    *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
  }
  return 0;
}

// --- Sessions.

bool TlsTransport::session_fits(const Endpoint& endpoint) const {
  return session_size_ > 0 && session_trust_ == trust_.generation_ &&
         session_port_ == endpoint.port && strcmp(session_host_, endpoint.host) == 0;
}

void TlsTransport::offer_session(const Endpoint& endpoint) {
  if (!session_fits(endpoint)) return;
  mbedtls_ssl_session session;
  mbedtls_ssl_session_init(&session);
  offered_ = mbedtls_ssl_session_load(&session, session_, session_size_) == 0 &&
             mbedtls_ssl_set_session(&ssl_, &session) == 0;
  mbedtls_ssl_session_free(&session);
}

void TlsTransport::keep_session() {
  const size_t host_size = strlen(endpoint_->host);
  const size_t size = host_size > kHostMax ? 0 : save_session(ssl_, {session_, kSessionMax});
  session_size_ = static_cast<uint16_t>(size);
  if (size == 0) return;
  memcpy(session_host_, endpoint_->host, host_size + 1);
  session_port_ = endpoint_->port;
  session_trust_ = trust_.generation_;
}

void TlsTransport::forget_session() {
  volatile uint8_t* bytes = session_;  // Holds the master secret.
  for (size_t i = 0; i < session_size_; ++i) bytes[i] = 0;
  session_size_ = 0;
}

}  // namespace uc8
