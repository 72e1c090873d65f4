// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "net/certificate.h"

namespace uc8::gateway {

// The folder with `ca.pem`, for clients to trust. A temporary one goes when this object goes; in a
// given one the authority's key stays too, so that a restarted emulator is still trusted.
class AuthorityFolder {
 public:
  AuthorityFolder() = default;
  ~AuthorityFolder();
  AuthorityFolder(const AuthorityFolder&) = delete;
  AuthorityFolder& operator=(const AuthorityFolder&) = delete;

  // Makes, or finds, the authority in `folder` (empty: a new temporary one) and a certificate for
  // `names`. Empty: done; else what is wrong.
  std::string prepare(Random& random, const std::string& folder,
                      const std::vector<std::string>& names, Certificate* certificate);
  const std::string& ca_file() const { return ca_file_; }

 private:
  std::string find_or_make(Random& random, const std::string& folder, Certificate* authority);
  std::string make(Random& random, const std::string& key_file, Certificate* authority);

  std::string temporary_;
  std::string ca_file_;
};

}  // namespace uc8::gateway
