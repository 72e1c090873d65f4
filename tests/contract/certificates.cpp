// SPDX-License-Identifier: Apache-2.0
#include "contract/certificates.h"

#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#endif

namespace uc8::test {
namespace {

constexpr size_t kPemMax = 4096;

void must(int error) {
  if (error == 0) return;
  (void)fprintf(stderr, "certificates: mbedTLS says -0x%04x\n", static_cast<unsigned>(-error));
  abort();
}

std::string new_key() {
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  must(psa_crypto_init());
#endif
  mbedtls_pk_context key;
  mbedtls_pk_init(&key);
  must(mbedtls_pk_setup(&key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)));
  must(mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key), test_random, nullptr));
  unsigned char pem[kPemMax];
  must(mbedtls_pk_write_key_pem(&key, pem, sizeof pem));
  mbedtls_pk_free(&key);
  return reinterpret_cast<char*>(pem);
}

void read_key(const std::string& pem, mbedtls_pk_context* key) {
  mbedtls_pk_init(key);
  const auto* text = reinterpret_cast<const unsigned char*>(pem.c_str());
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  must(mbedtls_pk_parse_key(key, text, pem.size() + 1, nullptr, 0, test_random, nullptr));
#else
  must(mbedtls_pk_parse_key(key, text, pem.size() + 1, nullptr, 0));
#endif
}

void set_serial(mbedtls_x509write_cert* certificate) {
  static unsigned char serial = 0;
  ++serial;
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
  must(mbedtls_x509write_crt_set_serial_raw(certificate, &serial, 1));
#else
  mbedtls_mpi number;
  mbedtls_mpi_init(&number);
  must(mbedtls_mpi_lset(&number, serial));
  must(mbedtls_x509write_crt_set_serial(certificate, &number));
  mbedtls_mpi_free(&number);
#endif
}

// One GeneralName (RFC 5280 §4.2.1.6): a tag, a length below 128, the bytes.
std::string general_name(int tag, const std::string& value) {
  return std::string{static_cast<char>(0x80 | tag), static_cast<char>(value.size())} + value;
}

std::string alternative_names(const Subject& subject) {
  std::string names;
  if (subject.dns != nullptr) names += general_name(2, subject.dns);
  if (subject.other_dns != nullptr) names += general_name(2, subject.other_dns);
  if (!subject.ip.empty()) names += general_name(7, subject.ip);
  if (names.empty()) return names;
  return std::string{0x30, static_cast<char>(names.size())} + names;
}

struct Issuer {
  std::string name;
  const std::string& key;
};

std::string write_certificate(const Subject& subject, const std::string& subject_key,
                              const Issuer& issuer) {
  mbedtls_pk_context own, signing;
  read_key(subject_key, &own);
  read_key(issuer.key, &signing);
  mbedtls_x509write_cert writer;
  mbedtls_x509write_crt_init(&writer);
  mbedtls_x509write_crt_set_version(&writer, MBEDTLS_X509_CRT_VERSION_3);
  mbedtls_x509write_crt_set_md_alg(&writer, MBEDTLS_MD_SHA256);
  mbedtls_x509write_crt_set_subject_key(&writer, &own);
  mbedtls_x509write_crt_set_issuer_key(&writer, &signing);
  must(
      mbedtls_x509write_crt_set_subject_name(&writer, (std::string("CN=") + subject.name).c_str()));
  must(mbedtls_x509write_crt_set_issuer_name(&writer, ("CN=" + issuer.name).c_str()));
  must(mbedtls_x509write_crt_set_validity(&writer, subject.begins, subject.ends));
  must(mbedtls_x509write_crt_set_basic_constraints(&writer, subject.is_authority ? 1 : 0, -1));
  set_serial(&writer);
  const std::string names = alternative_names(subject);
  if (!names.empty()) {
    must(mbedtls_x509write_crt_set_extension(
        &writer, MBEDTLS_OID_SUBJECT_ALT_NAME, MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), 0,
        reinterpret_cast<const unsigned char*>(names.data()), names.size()));
  }
  unsigned char pem[kPemMax];
  must(mbedtls_x509write_crt_pem(&writer, pem, sizeof pem, test_random, nullptr));
  mbedtls_x509write_crt_free(&writer);
  mbedtls_pk_free(&own);
  mbedtls_pk_free(&signing);
  return reinterpret_cast<char*>(pem);
}

}  // namespace

int test_random(void*, unsigned char* out, size_t size) {
  while (size > 0) {
    const ssize_t got = getrandom(out, size, 0);
    if (got <= 0) return -1;
    out += got;
    size -= static_cast<size_t>(got);
  }
  return 0;
}

Identity self_signed(const Subject& subject) {
  Identity identity;
  identity.key = new_key();
  identity.certificate = write_certificate(subject, identity.key, {subject.name, identity.key});
  return identity;
}

Authority::Authority(const char* name) : name_(name) {
  Subject subject;
  subject.name = name;
  subject.is_authority = true;
  own_ = self_signed(subject);
}

Identity Authority::issue(const Subject& subject) const {
  Identity identity;
  identity.key = new_key();
  identity.certificate = write_certificate(subject, identity.key, {name_, own_.key});
  return identity;
}

const Authority& Authority::shared() {
  static const Authority authority("Test Authority");
  return authority;
}

}  // namespace uc8::test
