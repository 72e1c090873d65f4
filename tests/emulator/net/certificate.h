// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "net/tls_server.h"

namespace uc8::gateway {

// A certificate and its private key, both PEM.
struct Certificate {
  std::string pem;
  std::string key_pem;
};

// All answer an empty text when done, else what is wrong.

// A new certificate authority, valid from yesterday on.
std::string make_authority(Random& random, Certificate* authority);
// Whether clients can trust it, and it can sign: a certificate authority, in its time, with its own
// key.
std::string check_authority(Random& random, const Certificate& authority);
// A server certificate for these names and addresses, signed by the authority.
std::string make_server_certificate(Random& random, const Certificate& authority,
                                    const std::vector<std::string>& names,
                                    Certificate* certificate);

// The extension subjectAltName, DER: `127.0.0.1` and `::1` become addresses, the rest DNS names.
std::string subject_alternative_names(const std::vector<std::string>& names);

}  // namespace uc8::gateway
