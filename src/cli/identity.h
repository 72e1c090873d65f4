// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "uc8/stream.h"

namespace uc8::cli {

/// Who we are and where: the texts behind an Account, checked.
class Identity {
 public:
  /// Of the server that carries streams, or of the one that administers them; they differ where
  /// `--admin-url` says so. Reads the secret files. Throws a Failure.
  explicit Identity(const Options& options, bool administers = false);
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  /// Valid as long as this.
  const Account& account() const { return account_; }
  /// `HOST`, or `HOST:PORT` where the port is not the usual one: for messages.
  const std::string& place() const { return place_; }
  /// https:// or wss://, not http://.
  bool is_encrypted() const { return encrypted_; }
  /// A token would travel to another machine unencrypted.
  bool shows_secret() const { return shows_secret_; }
  /// What must never be seen.
  const std::vector<std::string>& secrets() const { return secrets_; }

 private:
  void read_credentials(const Options& options);
  void read_gdn_url();
  void read_pulsar_url(bool by_admin_url);

  std::string url_;
  std::string secret_;
  std::optional<std::string> tenant_;
  std::optional<std::string> fabric_;
  std::string place_;
  std::vector<std::string> secrets_;
  Account account_;
  bool encrypted_ = true;
  bool shows_secret_ = false;
};

}  // namespace uc8::cli
