// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/tls_trust.h"

#include "dialect.h"
#include "tls_fault.h"

namespace uc8 {

TlsTrust::TlsTrust(Runtime& runtime) : runtime_(runtime) {}

// Not in the constructor: mbedTLS may have to be started first, and that can fail.
Error TlsTrust::start() {
  if (started_) return Error::ok;
  const int error = start_mbedtls();
  if (error != 0) {
    fault_ = tls_fault({error, 0, 0, false});
    return fault_.error;
  }
  mbedtls_ssl_config_init(&config_);
  mbedtls_ctr_drbg_init(&dice_);
  mbedtls_x509_crt_init(&authorities_);
  mbedtls_x509_crt_init(&certificate_);
  mbedtls_pk_init(&key_);
  started_ = true;
  return Error::ok;
}

Error TlsTrust::seed() {
  if (seeded_) return Error::ok;
  const int error = mbedtls_ctr_drbg_seed(&dice_, draw, this, nullptr, 0);
  if (error != 0) {
    fault_ = tls_fault({error, 0, 0, false});
    return fault_.error;
  }
  seeded_ = true;
  return Error::ok;
}

int TlsTrust::draw(void* trust, unsigned char* out, size_t size) {
  auto& self = *static_cast<TlsTrust*>(trust);
  const Error error = self.runtime_.entropy({out, size});
  return error == Error::ok ? 0 : MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
}

Error TlsTrust::reject(int code) {
  fault_ = {Error::invalid_configuration, Origin::tls, code};
  return fault_.error;
}

Error TlsTrust::add_authorities(const char* pem) {
  const Error started = start();
  if (started != Error::ok) return started;
  const Bytes text = bytes_of(pem);
  // mbedTLS wants the terminator counted. A positive result counts certificates passed over; it is
  // negative if none is left.
  const int result = mbedtls_x509_crt_parse(&authorities_, text.data, text.size + 1);
  return result >= 0 ? Error::ok : reject(result);
}

Error TlsTrust::add_authority(Bytes der) {
  const Error started = start();
  if (started != Error::ok) return started;
  const int result = mbedtls_x509_crt_parse_der(&authorities_, der.data, der.size);
  return result == 0 ? Error::ok : reject(result);
}

Error TlsTrust::set_identity(const char* certificate_pem, const char* key_pem) {
  const Error started = start();
  if (started != Error::ok) return started;
  const Error seeded = seed();
  if (seeded != Error::ok) return seeded;
  const Bytes text = bytes_of(certificate_pem);
  mbedtls_x509_crt_free(&certificate_);
  mbedtls_pk_free(&key_);
  identified_ = false;
  int result = mbedtls_x509_crt_parse(&certificate_, text.data, text.size + 1);
  if (result == 0) {
    result = read_key(&key_, key_pem, certificate_, {mbedtls_ctr_drbg_random, &dice_});
  }
  if (result != 0) return reject(result);
  identified_ = true;
  return Error::ok;
}

Error TlsTrust::prepare() {
  if (prepared_) return Error::ok;
  const Error started = start();
  if (started != Error::ok) return started;
  const Error seeded = seed();
  if (seeded != Error::ok) return seeded;
  int error = mbedtls_ssl_config_defaults(&config_, MBEDTLS_SSL_IS_CLIENT,
                                          MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
  if (error == 0 && identified_) {
    error = mbedtls_ssl_conf_own_cert(&config_, &certificate_, &key_);
  }
  if (error != 0) {
    fault_ = tls_fault({error, 0, 0, false});
    return fault_.error;
  }
  use_modern_tls(&config_);
  // OPTIONAL, not NONE: the certificate is looked at, if only to tell a resumed handshake.
  mbedtls_ssl_conf_authmode(&config_,
                            anyone_ ? MBEDTLS_SSL_VERIFY_OPTIONAL : MBEDTLS_SSL_VERIFY_REQUIRED);
  mbedtls_ssl_conf_ca_chain(&config_, &authorities_, nullptr);
  mbedtls_ssl_conf_rng(&config_, mbedtls_ctr_drbg_random, &dice_);
  prepared_ = true;
  return Error::ok;
}

void TlsTrust::close() {
  if (started_) {
    mbedtls_ssl_config_free(&config_);
    mbedtls_ctr_drbg_free(&dice_);
    mbedtls_x509_crt_free(&authorities_);
    mbedtls_x509_crt_free(&certificate_);
    mbedtls_pk_free(&key_);
  }
  ++generation_;
  started_ = seeded_ = prepared_ = identified_ = anyone_ = false;
}

}  // namespace uc8
