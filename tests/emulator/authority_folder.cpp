// SPDX-License-Identifier: Apache-2.0
#include "authority_folder.h"

#include <unistd.h>

#include "text_file.h"

namespace uc8::gateway {

AuthorityFolder::~AuthorityFolder() {
  if (temporary_.empty()) return;
  ::unlink(ca_file_.c_str());
  ::rmdir(temporary_.c_str());
}

std::string AuthorityFolder::prepare(Random& random, const std::string& folder,
                                     const std::vector<std::string>& names,
                                     Certificate* certificate) {
  std::string place = folder;
  if (place.empty()) {
    temporary_ = make_temporary_folder();
    if (temporary_.empty()) return "no temporary folder for the CA; give --ca-dir";
    place = temporary_;
  } else {
    const std::string problem = make_folder(place);
    if (!problem.empty()) return problem;
    place = absolute_path(place);
  }
  ca_file_ = place + "/ca.pem";
  Certificate authority;
  const std::string problem = find_or_make(random, place, &authority);
  if (!problem.empty()) return problem;
  return make_server_certificate(random, authority, names, certificate);
}

std::string AuthorityFolder::find_or_make(Random& random, const std::string& folder,
                                          Certificate* authority) {
  const std::string key_file = folder + "/ca.key";
  if (temporary_.empty()) {
    const auto pem = read_file(ca_file_);
    const auto key = read_file(key_file);
    if (pem && key) {
      *authority = Certificate{*pem, *key};
      return std::string();
    }
  }
  std::string problem = make_authority(random, authority);
  if (problem.empty() && temporary_.empty()) {
    problem = write_file(key_file, authority->key_pem, 0600);
  }
  if (problem.empty()) problem = write_file(ca_file_, authority->pem, 0644);
  return problem;
}

}  // namespace uc8::gateway
