// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "faults/faults.h"
#include "gdn/credentials.h"
#include "http/http_client.h"

namespace uc8::gateway {

// What the command line says.
struct Options {
  std::string host = "127.0.0.1";
  int port = 0;
  std::string env_file;
  std::vector<std::string> api_keys;  // the first one goes into the env file
  std::string ca_dir;
  std::string cert;
  std::string key;
  std::vector<std::string> names;
  std::vector<std::string> fabrics;
  bool plain = false;
  bool auto_create = false;
  bool verbose = false;
  int64_t otp_lifetime_ms = 60000;
  BuiltInAccount account;
  std::string jwt_secret;  // empty: random
  int64_t jwt_lifetime_s = 43200;
  Origin pulsar;        // port 0: the emulator's own broker
  Origin pulsar_admin;  // port 0: the same as `pulsar`
  std::string pulsar_token_file;

  bool help = false;
  bool version = false;
};

// Reads the arguments into `options` and `faults`. Empty: done; else what is wrong.
std::string parse_options(int argc, char** argv, Options* options, Faults* faults);

std::string help_text(const Faults& faults);

}  // namespace uc8::gateway
