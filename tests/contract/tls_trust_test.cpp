// SPDX-License-Identifier: Apache-2.0
//
// Whom TlsTransport believes, and how it tells that it does not.
#include <mbedtls/x509_crt.h>

#include <initializer_list>

#include "contract/tls_stage.h"
#include "support/cmocka.h"

namespace {

using uc8::Error;
using uc8::Origin;
using uc8::test::Authority;
using uc8::test::Identity;
using uc8::test::Subject;
using uc8::test::tls_stage;
using uc8::test::TlsServerOptions;
using uc8::test::TlsStage;

bool use_1_3 = false;

// A server that shows this.
TlsServerOptions showing(const Identity& identity) {
  TlsServerOptions options;
  options.identity = identity;
  options.tls_1_3 = use_1_3;
  return options;
}

TlsServerOptions good_server() {
  return showing(uc8::test::good_server().identity);
}

Subject subject_for(const char* dns) {
  Subject subject;
  subject.dns = dns;
  return subject;
}

void assert_untrusted(TlsStage& stage, uint32_t flag) {
  const int handshakes = stage.rig->server.handshakes;
  assert_int_equal(stage.open(), Error::tls_untrusted);
  assert_int_equal(stage.fault().error, Error::tls_untrusted);
  assert_int_equal(stage.fault().origin, Origin::tls);
  assert_int_equal(stage.fault().detail, flag);
  assert_int_equal(stage.rig->server.handshakes, handshakes);
}

void a_server_of_the_right_name_is_trusted_and_told_the_name(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  assert_int_equal(stage.open(), Error::ok);
  assert_string_equal(stage.rig->server.server_name.c_str(), "memory");
  assert_false(stage.rig->tls.resumed());
}

void any_alternative_name_will_do(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  stage.set_host("OTHER");  // Names know no case.
  assert_int_equal(stage.open(), Error::ok);
}

void the_dot_of_an_absolute_name_is_for_the_resolver(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  stage.set_host("memory.");
  assert_int_equal(stage.open(), Error::ok);
  assert_string_equal(stage.rig->server.server_name.c_str(), "memory");
  stage.close();
  stage.set_host("memory..");
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

void a_host_that_is_longer_than_any_name_is_tls_failed(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  static const std::string longest(253, 'x');
  static const std::string longer(254, 'x');
  stage.set_host(longest.c_str());
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_CN_MISMATCH);
  stage.close();
  stage.set_host(longer.c_str());
  assert_int_equal(stage.open(), Error::tls_failed);
}

void a_server_of_another_name_is_untrusted(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  stage.set_host("wrong.example");
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

void a_wildcard_covers_one_label(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(showing(Authority::shared().issue(subject_for("*.example"))));
  stage.set_host("api-x.example");
  assert_int_equal(stage.open(), Error::ok);
  stage.close();
  stage.set_host("a.b.example");
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

void an_expired_certificate_is_untrusted(void** state) {
  TlsStage& stage = tls_stage(state);
  Subject subject = subject_for("memory");
  subject.ends = "20200201000000";
  stage.build(showing(Authority::shared().issue(subject)));
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_EXPIRED);
}

void a_certificate_of_the_future_is_untrusted(void** state) {
  TlsStage& stage = tls_stage(state);
  Subject subject = subject_for("memory");
  subject.begins = "20980101000000";
  stage.build(showing(Authority::shared().issue(subject)));
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_FUTURE);
}

void a_certificate_that_vouches_for_itself_is_untrusted(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(showing(self_signed(subject_for("memory"))));
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_NOT_TRUSTED);
}

void an_authority_of_the_same_name_is_another_authority(void** state) {
  TlsStage& stage = tls_stage(state);
  const Identity forged = Authority("Test Authority").issue(subject_for("memory"));
  stage.build(showing(forged));
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_NOT_TRUSTED);
}

void with_no_authority_nobody_is_trusted(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server(), false);
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_NOT_TRUSTED);
}

void an_address_is_looked_for_among_the_addresses(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  stage.set_host("127.0.0.1");
  assert_int_equal(stage.open(), Error::ok);
  assert_string_equal(stage.rig->server.server_name.c_str(), "");  // RFC 6066 §3.
}

void another_address_is_untrusted(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  stage.set_host("127.0.0.2");
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

void an_ipv6_address_is_looked_for_too(void** state) {
  TlsStage& stage = tls_stage(state);
  Subject subject;
  subject.ip = std::string(15, '\0') + '\1';
  stage.build(showing(Authority::shared().issue(subject)));
  stage.set_host("::1");
  assert_int_equal(stage.open(), Error::ok);
  stage.close();
  stage.set_host("::2");
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

void an_address_among_the_names_does_not_count(void** state) {
  TlsStage& stage = tls_stage(state);
  Subject subject = subject_for("127.0.0.1");
  subject.name = "127.0.0.1";
  subject.other_dns = "abcd";
  stage.build(showing(Authority::shared().issue(subject)));
  stage.set_host("127.0.0.1");
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_CN_MISMATCH);
  stage.close();
  stage.set_host("97.98.99.100");  // The octets of "abcd".
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_CN_MISMATCH);
}

void who_trusts_anyone_opens_to_anyone(void** state) {
  TlsStage& stage = tls_stage(state);
  Subject subject = subject_for("someone.else");
  subject.ends = "20200201000000";
  stage.build(showing(self_signed(subject)), false);
  stage.rig->trust.trust_anyone();
  assert_int_equal(stage.open(), Error::ok);
  assert_false(stage.rig->tls.resumed());
}

void an_identity_is_shown_to_a_server_that_asks(void** state) {
  TlsStage& stage = tls_stage(state);
  TlsServerOptions options = good_server();
  options.client_authority = Authority::shared().certificate();
  static const Identity own = Authority::shared().issue(subject_for("device"));
  stage.build(options);
  assert_int_equal(stage.rig->trust.set_identity(own.certificate.c_str(), own.key.c_str()),
                   Error::ok);
  assert_int_equal(stage.open(), Error::ok);
}

void an_identity_that_the_server_refuses_is_tls_failed(void** state) {
  if (use_1_3) _skip(__FILE__, __LINE__);  // Below: the server's verdict comes after the handshake.
  TlsStage& stage = tls_stage(state);
  TlsServerOptions options = good_server();
  options.client_authority = Authority::shared().certificate();
  static const Identity own = self_signed(subject_for("device"));
  stage.build(options);
  assert_int_equal(stage.rig->trust.set_identity(own.certificate.c_str(), own.key.c_str()),
                   Error::ok);
  assert_int_equal(stage.open(), Error::tls_failed);
  assert_int_equal(stage.fault().detail, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
}

// What reading says to a fatal alert of this number on an open connection.
Error told_by_alert(TlsStage& stage, unsigned char number) {
  if (stage.open() != Error::ok) return Error::wrong_state;
  stage.rig->server.alert(number);
  uc8::test::settle(*stage.rig);
  uint8_t byte;
  Error error = Error::would_block;
  for (int i = 0; i < 5 && error == Error::would_block; ++i) {  // Tickets come first.
    error = stage.probe->read({&byte, 1}).error();
  }
  assert_int_equal(stage.fault().origin, Origin::tls);
  assert_int_equal(stage.fault().detail, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
  stage.close();
  return error;
}

// A client of TLS 1.3 may speak before the server has looked at its certificate. (mbedTLS's own
// server would send such an alert with a key of the handshake, which no client can read by then.)
void a_verdict_on_our_certificate_after_the_handshake_is_tls_failed(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  constexpr unsigned char kVerdicts[] = {41, 42, 43, 44, 45, 46, 48, 49, 51, 116};
  for (const unsigned char alert : kVerdicts) {
    assert_int_equal(told_by_alert(stage, alert), Error::tls_failed);
  }
  constexpr unsigned char kTroubles[] = {10, 20, 40, 80, 90};
  for (const unsigned char alert : kTroubles) {
    assert_int_equal(told_by_alert(stage, alert), Error::connection_lost);
  }
}

void a_key_that_is_not_the_certificates_is_no_identity(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  static const Identity one = Authority::shared().issue(subject_for("one"));
  static const Identity two = Authority::shared().issue(subject_for("two"));
  uc8::TlsTrust& trust = stage.rig->trust;
  assert_int_equal(trust.set_identity(one.certificate.c_str(), two.key.c_str()),
                   Error::invalid_configuration);
  assert_int_not_equal(trust.last_fault().detail, 0);
  assert_int_equal(trust.set_identity("nonsense", one.key.c_str()), Error::invalid_configuration);
  assert_int_equal(trust.set_identity(one.certificate.c_str(), "nonsense"),
                   Error::invalid_configuration);
}

void text_without_a_certificate_is_no_authority(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server(), false);
  uc8::TlsTrust& trust = stage.rig->trust;
  for (const char* text : {"", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
    assert_int_equal(trust.add_authorities(text), Error::invalid_configuration);
  }
  assert_int_equal(trust.add_authorities(nullptr), Error::invalid_configuration);
  assert_int_not_equal(trust.last_fault().detail, 0);
}

void a_bundle_with_a_bad_certificate_counts_for_the_good_ones(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server(), false);
  static const std::string bad =
      "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
  static const std::string bundle = bad + Authority::shared().certificate() + bad;
  assert_int_equal(stage.rig->trust.add_authorities(bad.c_str()), Error::invalid_configuration);
  assert_int_equal(stage.rig->trust.add_authorities(bundle.c_str()), Error::ok);
  assert_int_equal(stage.rig->trust.add_authorities(bad.c_str()), Error::invalid_configuration);
  assert_int_equal(stage.open(), Error::ok);
}

void a_closed_trust_trusts_nobody_and_can_be_filled_again(void** state) {
  TlsStage& stage = tls_stage(state);
  stage.build(good_server());
  assert_int_equal(stage.open(), Error::ok);
  stage.close();
  stage.rig->trust.close();  // The session of before counts no more.
  assert_untrusted(stage, MBEDTLS_X509_BADCERT_NOT_TRUSTED);
}

int run(const char* title) {
#define UC8_TLS(name) \
  cmocka_unit_test_setup_teardown(name, uc8::test::set_up_tls, uc8::test::tear_down_tls)
  const struct CMUnitTest tests[] = {
      UC8_TLS(a_server_of_the_right_name_is_trusted_and_told_the_name),
      UC8_TLS(any_alternative_name_will_do),
      UC8_TLS(the_dot_of_an_absolute_name_is_for_the_resolver),
      UC8_TLS(a_host_that_is_longer_than_any_name_is_tls_failed),
      UC8_TLS(a_server_of_another_name_is_untrusted),
      UC8_TLS(a_wildcard_covers_one_label),
      UC8_TLS(an_expired_certificate_is_untrusted),
      UC8_TLS(a_certificate_of_the_future_is_untrusted),
      UC8_TLS(a_certificate_that_vouches_for_itself_is_untrusted),
      UC8_TLS(an_authority_of_the_same_name_is_another_authority),
      UC8_TLS(with_no_authority_nobody_is_trusted),
      UC8_TLS(an_address_is_looked_for_among_the_addresses),
      UC8_TLS(another_address_is_untrusted),
      UC8_TLS(an_ipv6_address_is_looked_for_too),
      UC8_TLS(an_address_among_the_names_does_not_count),
      UC8_TLS(who_trusts_anyone_opens_to_anyone),
      UC8_TLS(an_identity_is_shown_to_a_server_that_asks),
      UC8_TLS(an_identity_that_the_server_refuses_is_tls_failed),
      UC8_TLS(a_verdict_on_our_certificate_after_the_handshake_is_tls_failed),
      UC8_TLS(a_key_that_is_not_the_certificates_is_no_identity),
      UC8_TLS(text_without_a_certificate_is_no_authority),
      UC8_TLS(a_bundle_with_a_bad_certificate_counts_for_the_good_ones),
      UC8_TLS(a_closed_trust_trusts_nobody_and_can_be_filled_again),
  };
  return cmocka_run_group_tests_name(title, tests, nullptr, nullptr);
}

}  // namespace

int main() {
  int failures = run("TLS 1.2 trust");
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  use_1_3 = true;
  failures += run("TLS 1.3 trust");
#endif
  return failures;
}
