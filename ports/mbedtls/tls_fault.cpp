// SPDX-License-Identifier: Apache-2.0
#include "tls_fault.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

namespace uc8 {
namespace {

// High-level codes are bits 7 to 14, low-level ones bits 0 to 6; mbedTLS adds them up.
bool is_part_of(int part, int code) {
  const int bits = -code;
  return bits > 0 && (-part == bits || -part == (bits & 0x7F) || -part == (bits & ~0x7F));
}

bool lacks_memory(int code) {
  constexpr int kCodes[] = {MBEDTLS_ERR_SSL_ALLOC_FAILED, MBEDTLS_ERR_X509_ALLOC_FAILED,
                            MBEDTLS_ERR_PK_ALLOC_FAILED,  MBEDTLS_ERR_ECP_ALLOC_FAILED,
                            MBEDTLS_ERR_MD_ALLOC_FAILED,  MBEDTLS_ERR_CIPHER_ALLOC_FAILED,
                            MBEDTLS_ERR_MPI_ALLOC_FAILED, MBEDTLS_ERR_ASN1_ALLOC_FAILED};
  for (const int one : kCodes) {
    if (is_part_of(one, code)) return true;
  }
  return false;
}

// A server that is in trouble, as opposed to one that does not want us.
bool is_passing_alert(int alert) {
  return alert == MBEDTLS_SSL_ALERT_MSG_INTERNAL_ERROR ||
         alert == MBEDTLS_SSL_ALERT_MSG_USER_CANCELED;
}

// What the server thinks of our certificate (RFC 8446 §6.2), or of our having none.
bool is_about_our_certificate(int alert) {
  constexpr int kCertificateRequired = 116;  // mbedTLS has no name for it.
  constexpr int kAlerts[] = {
      MBEDTLS_SSL_ALERT_MSG_NO_CERT,          MBEDTLS_SSL_ALERT_MSG_BAD_CERT,
      MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT, MBEDTLS_SSL_ALERT_MSG_CERT_REVOKED,
      MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED,     MBEDTLS_SSL_ALERT_MSG_CERT_UNKNOWN,
      MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA,       MBEDTLS_SSL_ALERT_MSG_ACCESS_DENIED,
      MBEDTLS_SSL_ALERT_MSG_DECRYPT_ERROR,    kCertificateRequired};
  for (const int one : kAlerts) {
    if (one == alert) return true;
  }
  return false;
}

bool passes_with_time(const TlsEvidence& evidence) {
  if (evidence.established) {
    // It was TLS; a new connection will be again. But TLS 1.3 lets a client speak before the server
    // has looked at its certificate: the verdict comes where bytes are expected.
    return evidence.code != MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE ||
           !is_about_our_certificate(evidence.alert);
  }
  if (evidence.code == MBEDTLS_ERR_SSL_CONN_EOF) return true;
  if (evidence.code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) return is_passing_alert(evidence.alert);
  return is_part_of(MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED, evidence.code) ||
         lacks_memory(evidence.code);
}

}  // namespace

Fault tls_fault(const TlsEvidence& evidence) {
  if (evidence.code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED) {
    return {Error::tls_untrusted, Origin::tls, static_cast<int32_t>(evidence.flags)};
  }
  if (evidence.code == MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED) {
    return {Error::tls_untrusted, Origin::tls, MBEDTLS_X509_BADCERT_NOT_TRUSTED};
  }
  const Error error = passes_with_time(evidence) ? Error::connection_lost : Error::tls_failed;
  return {error, Origin::tls, evidence.code};
}

}  // namespace uc8
