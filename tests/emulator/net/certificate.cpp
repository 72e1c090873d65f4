// SPDX-License-Identifier: Apache-2.0
#include "net/certificate.h"

#include <mbedtls/ecp.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <uv.h>

#include <ctime>

namespace uc8::gateway {
namespace {

constexpr std::time_t kDayS = 24 * 3600;
constexpr int kValidDays = 397;
constexpr const char* kAuthorityName = "CN=uC8 emulator CA,O=uC8 emulator";
constexpr const char* kServerName = "CN=localhost,O=uC8 emulator";

// One private key.
struct Key {
  Key() { mbedtls_pk_init(&pk); }
  ~Key() { mbedtls_pk_free(&pk); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  int make(Random& random) {
    const int code = mbedtls_pk_setup(&pk, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
    if (code != 0) return code;
    return mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(pk), mbedtls_ctr_drbg_random,
                               random.drbg());
  }

  int parse(Random& random, const std::string& pem) {
    const unsigned char* bytes = reinterpret_cast<const unsigned char*>(pem.c_str());
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    return mbedtls_pk_parse_key(&pk, bytes, pem.size() + 1, nullptr, 0, mbedtls_ctr_drbg_random,
                                random.drbg());
#else
    (void)random;
    return mbedtls_pk_parse_key(&pk, bytes, pem.size() + 1, nullptr, 0);
#endif
  }

  int write(std::string* pem) {
    unsigned char buffer[2048];
    const int code = mbedtls_pk_write_key_pem(&pk, buffer, sizeof buffer);
    if (code == 0) *pem = reinterpret_cast<const char*>(buffer);
    return code;
  }

  mbedtls_pk_context pk;
};

// The certificate that is being written.
struct Draft {
  Draft() { mbedtls_x509write_crt_init(&crt); }
  ~Draft() { mbedtls_x509write_crt_free(&crt); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  mbedtls_x509write_cert crt;
};

std::string x509_time(std::time_t moment) {
  std::tm parts;
  gmtime_r(&moment, &parts);
  char text[16];
  std::strftime(text, sizeof text, "%Y%m%d%H%M%S", &parts);
  return text;
}

int set_serial(Random& random, mbedtls_x509write_cert* crt) {
  unsigned char serial[16];
  random.fill(serial, sizeof serial);
  serial[0] =
      static_cast<unsigned char>((serial[0] & 0x7f) | 0x40);  // positive, and no leading zero
#if MBEDTLS_VERSION_NUMBER >= 0x03040000
  return mbedtls_x509write_crt_set_serial_raw(crt, serial, sizeof serial);
#else
  mbedtls_mpi number;
  mbedtls_mpi_init(&number);
  int code = mbedtls_mpi_read_binary(&number, serial, sizeof serial);
  if (code == 0) code = mbedtls_x509write_crt_set_serial(crt, &number);
  mbedtls_mpi_free(&number);
  return code;
#endif
}

int set_extension(mbedtls_x509write_cert* crt, const char* oid, size_t oid_size, int critical,
                  const std::string& der) {
  return mbedtls_x509write_crt_set_extension(
      crt, oid, oid_size, critical, reinterpret_cast<const unsigned char*>(der.data()), der.size());
}

// What both kinds of certificate have.
int begin(Random& random, Key& subject, Key& issuer, const char* name, Draft* draft) {
  mbedtls_x509write_cert* crt = &draft->crt;
  mbedtls_x509write_crt_set_version(crt, MBEDTLS_X509_CRT_VERSION_3);
  mbedtls_x509write_crt_set_md_alg(crt, MBEDTLS_MD_SHA256);
  mbedtls_x509write_crt_set_subject_key(crt, &subject.pk);
  mbedtls_x509write_crt_set_issuer_key(crt, &issuer.pk);
  const std::time_t now = std::time(nullptr);
  const std::string from = x509_time(now - kDayS);
  const std::string to = x509_time(now - kDayS + kValidDays * kDayS);
  int code = mbedtls_x509write_crt_set_validity(crt, from.c_str(), to.c_str());
  if (code == 0) code = set_serial(random, crt);
  if (code == 0) code = mbedtls_x509write_crt_set_subject_name(crt, name);
  if (code == 0) code = mbedtls_x509write_crt_set_issuer_name(crt, kAuthorityName);
  if (code == 0) code = mbedtls_x509write_crt_set_subject_key_identifier(crt);
  if (code == 0) code = mbedtls_x509write_crt_set_authority_key_identifier(crt);
  return code;
}

int finish(Random& random, Draft* draft, std::string* pem) {
  unsigned char buffer[8192];
  const int code = mbedtls_x509write_crt_pem(&draft->crt, buffer, sizeof buffer,
                                             mbedtls_ctr_drbg_random, random.drbg());
  if (code == 0) *pem = reinterpret_cast<const char*>(buffer);
  return code;
}

std::string verdict(int code) {
  return code == 0 ? std::string() : tls_error_text(code);
}

std::string der(unsigned char tag, const std::string& content) {
  std::string text(1, static_cast<char>(tag));
  if (content.size() < 128) {
    text += static_cast<char>(content.size());
  } else {
    text += '\x82';
    text += static_cast<char>(content.size() >> 8);
    text += static_cast<char>(content.size() & 0xff);
  }
  return text + content;
}

}  // namespace

std::string subject_alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    unsigned char address[16];
    if (uv_inet_pton(AF_INET, name.c_str(), address) == 0) {
      list += der(0x87, std::string(reinterpret_cast<char*>(address), 4));
    } else if (uv_inet_pton(AF_INET6, name.c_str(), address) == 0) {
      list += der(0x87, std::string(reinterpret_cast<char*>(address), 16));
    } else {
      list += der(0x82, name);
    }
  }
  return der(0x30, list);
}

std::string make_authority(Random& random, Certificate* authority) {
  Key key;
  Draft draft;
  int code = key.make(random);
  if (code == 0) code = begin(random, key, key, kAuthorityName, &draft);
  // cA TRUE, by hand: 2.28 would not mark it critical.
  if (code == 0) {
    code = set_extension(&draft.crt, MBEDTLS_OID_BASIC_CONSTRAINTS,
                         MBEDTLS_OID_SIZE(MBEDTLS_OID_BASIC_CONSTRAINTS), 1,
                         std::string("\x30\x03\x01\x01\xff", 5));
  }
  if (code == 0) {
    code = mbedtls_x509write_crt_set_key_usage(
        &draft.crt, MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN);
  }
  if (code == 0) code = finish(random, &draft, &authority->pem);
  if (code == 0) code = key.write(&authority->key_pem);
  return verdict(code);
}

std::string check_authority(Random& random, const Certificate& authority) {
  Key key;
  mbedtls_x509_crt crt;
  mbedtls_x509_crt_init(&crt);
  const unsigned char* pem = reinterpret_cast<const unsigned char*>(authority.pem.c_str());
  std::string problem;
  if (mbedtls_x509_crt_parse(&crt, pem, authority.pem.size() + 1) != 0) {
    problem = "ca.pem is no certificate";
  } else if (key.parse(random, authority.key_pem) != 0) {
    problem = "ca.key is no private key";
  } else if (!belong_together(random, &crt.pk, &key.pk)) {
    problem = "ca.pem and ca.key do not belong together";
  } else if (mbedtls_x509_time_is_past(&crt.valid_to) != 0) {
    problem = "ca.pem has expired";
  }
  mbedtls_x509_crt_free(&crt);
  return problem;
}

std::string make_server_certificate(Random& random, const Certificate& authority,
                                    const std::vector<std::string>& names,
                                    Certificate* certificate) {
  Key issuer;
  Key key;
  Draft draft;
  int code = issuer.parse(random, authority.key_pem);
  if (code == 0) code = key.make(random);
  if (code == 0) code = begin(random, key, issuer, kServerName, &draft);
  if (code == 0) {
    code = set_extension(&draft.crt, MBEDTLS_OID_BASIC_CONSTRAINTS,
                         MBEDTLS_OID_SIZE(MBEDTLS_OID_BASIC_CONSTRAINTS), 1,
                         std::string("\x30\x00", 2));
  }
  if (code == 0) {
    code = mbedtls_x509write_crt_set_key_usage(&draft.crt, MBEDTLS_X509_KU_DIGITAL_SIGNATURE);
  }
  if (code == 0) {
    // serverAuth
    code = set_extension(&draft.crt, MBEDTLS_OID_EXTENDED_KEY_USAGE,
                         MBEDTLS_OID_SIZE(MBEDTLS_OID_EXTENDED_KEY_USAGE), 0,
                         std::string("\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01", 12));
  }
  if (code == 0) {
    code = set_extension(&draft.crt, MBEDTLS_OID_SUBJECT_ALT_NAME,
                         MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), 0,
                         subject_alternative_names(names));
  }
  if (code == 0) code = finish(random, &draft, &certificate->pem);
  if (code == 0) code = key.write(&certificate->key_pem);
  return verdict(code);
}

}  // namespace uc8::gateway
