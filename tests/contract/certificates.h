// SPDX-License-Identifier: Apache-2.0
//
// Certificates for tests, made when the tests run.
#pragma once

#include <string>

namespace uc8::test {

/// A certificate with its key, both in PEM.
struct Identity {
  std::string certificate;
  std::string key;
};

/// What to put into a certificate.
struct Subject {
  const char* name = "server";            ///< The common name.
  const char* dns = nullptr;              ///< A subject alternative name each, if given:
  const char* other_dns = nullptr;        ///<
  std::string ip;                         ///< 4 or 16 octets.
  const char* begins = "20200101000000";  ///< UTC.
  const char* ends = "20991231235959";
  bool is_authority = false;
};

/// Signs certificates. Its own is signed by itself.
class Authority {
 public:
  explicit Authority(const char* name);
  const std::string& certificate() const { return own_.certificate; }
  Identity issue(const Subject& subject) const;
  /// The authority of this name, made once per process.
  static const Authority& shared();

 private:
  std::string name_;
  Identity own_;
};

/// A certificate that vouches for itself.
Identity self_signed(const Subject& subject);

/// A random generator as mbedTLS wants them.
int test_random(void*, unsigned char* out, size_t size);

}  // namespace uc8::test
