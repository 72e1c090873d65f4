// SPDX-License-Identifier: Apache-2.0
#include "text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace uc8::gateway {
namespace {

bool write_all(int fd, const std::string& text) {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t part = ::write(fd, text.data() + done, text.size() - done);
    if (part < 0 && errno != EINTR) return false;
    if (part > 0) done += static_cast<size_t>(part);
  }
  return true;
}

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return std::nullopt;
  return text.str();
}

std::string write_file(const std::string& path, const std::string& text, int mode) {
  // A name that nobody can have put a link at: the file may be in /tmp, and secret.
  std::string beside = path + ".new.XXXXXX";
  const int fd = ::mkstemp(beside.data());
  bool good = fd >= 0;
  if (good) {
    good = ::fchmod(fd, static_cast<mode_t>(mode)) == 0 && write_all(fd, text);
    good = ::close(fd) == 0 && good;
    good = good && std::rename(beside.c_str(), path.c_str()) == 0;
  }
  if (good) return std::string();
  const std::string problem = path + ": " + std::strerror(errno);
  if (fd >= 0) ::unlink(beside.c_str());
  return problem;
}

std::string make_temporary_folder() {
  const char* place = std::getenv("TMPDIR");
  const std::string pattern =
      std::string(place != nullptr && *place != '\0' ? place : "/tmp") + "/uc8-emulator-XXXXXX";
  std::vector<char> name(pattern.begin(), pattern.end());
  name.push_back('\0');
  return ::mkdtemp(name.data()) == nullptr ? std::string() : std::string(name.data());
}

std::string make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  return error ? path + ": " + error.message() : std::string();
}

std::string absolute_path(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  return error ? path : whole.string();
}

}  // namespace uc8::gateway
