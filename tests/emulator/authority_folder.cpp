// SPDX-License-Identifier: Apache-2.0
#include "authority_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "text_file.h"

namespace uc8::gateway {
namespace {

// Held as long as it lives. Where a folder cannot be locked, nobody waits.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder)
      : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (fd_ >= 0) (void)::flock(fd_, LOCK_EX);
  }
  ~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_;
};

}  // namespace

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
  // Another emulator may start in the same folder now: one makes the authority, the other finds it.
  const FolderLock lock(place);
  Certificate authority;
  const std::string problem = find_or_make(random, place, &authority);
  if (!problem.empty()) return problem;
  return make_server_certificate(random, authority, names, certificate);
}

std::string AuthorityFolder::find_or_make(Random& random, const std::string& folder,
                                          Certificate* authority) {
  const std::string key_file = folder + "/ca.key";
  const auto pem = read_file(ca_file_);
  if (!pem) return make(random, key_file, authority);
  // Never made anew: somebody trusts what is there.
  const auto key = read_file(key_file);
  if (!key) return "cannot read " + key_file + " that belongs to ca.pem there";
  *authority = Certificate{*pem, *key};
  const std::string problem = check_authority(random, *authority);
  return problem.empty() ? problem : folder + ": " + problem + "; delete both to have new ones";
}

std::string AuthorityFolder::make(Random& random, const std::string& key_file,
                                  Certificate* authority) {
  std::string problem = make_authority(random, authority);
  if (problem.empty() && temporary_.empty()) {
    problem = write_file(key_file, authority->key_pem, 0600);
  }
  if (problem.empty()) problem = write_file(ca_file_, authority->pem, 0644);
  return problem;
}

}  // namespace uc8::gateway
