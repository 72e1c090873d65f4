// SPDX-License-Identifier: Apache-2.0
//
// Environment, files and the address: what wins, what is refused.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <map>
#include <string>

#include "cli/environment.h"
#include "cli/failure.h"
#include "cli/identity.h"
#include "support/cmocka.h"

using namespace uc8;
using namespace uc8::cli;

namespace {

std::map<std::string, std::string> variables;

const char* look_up(const char* name) {
  const auto found = variables.find(name);
  return found == variables.end() ? nullptr : found->second.c_str();
}

std::string temporary_file(const char* content) {
  char path[] = "/tmp/uc8-cli-XXXXXX";
  const int descriptor = mkstemp(path);
  const size_t size = strlen(content);
  if (descriptor < 0 || write(descriptor, content, size) != static_cast<ssize_t>(size)) return "";
  close(descriptor);
  return path;
}

/// What an Account has in the end: `SCHEME SECRET PLACE FABRIC TENANT`, or the refusal.
std::string account_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "list");
  try {
    CommandLine line = parse_command_line(arguments);
    add_environment(line, look_up);
    check(line.options, *line.command);
    const Identity identity(line.options);
    const Account& account = identity.account();
    const auto text = [](const char* part) { return std::string(part ? part : "-"); };
    return std::string(account.credentials.scheme == Credentials::Scheme::bearer ? "jwt "
                                                                                 : "key ") +
           account.credentials.secret + " " + identity.place() + " " + text(account.fabric) + " " +
           text(account.tenant) + (identity.is_encrypted() ? "" : " plain");
  } catch (const Failure& failure) {
    return failure.text;
  }
}

bool gives(const std::vector<std::string>& arguments, const std::string& wanted) {
  const std::string got = account_of(arguments);
  if (got.find(wanted) != std::string::npos && got.find("s3cret") == std::string::npos) return true;
  print_error("  got:    %s\n  wanted: %s\n", got.c_str(), wanted.c_str());
  return false;
}

bool precedence_holds() {
  variables = {{"UC8_URL", "https://env"}, {"UC8_API_KEY", "envkey"}, {"UC8_FABRIC", "envfabric"}};
  bool holds = gives({}, "key envkey api-env envfabric -");
  holds = gives({"--url", "h", "--api-key", "k", "--fabric", "f", "--tenant", "t"},
                "key k api-h f t") &&
          holds;
  variables["UC8_JWT"] = "envjwt";
  holds = gives({}, "jwt envjwt") && holds;
  holds = gives({"--jwt", "j"}, "jwt j ") && holds;
  variables = {{"UC8_URL", ""}, {"UC8_API_KEY", "k"}};
  holds = gives({}, "no server: give --url https://HOST or set UC8_URL") && holds;
  variables = {{"UC8_URL", "h"}, {"UC8_API_KEY", ""}};
  holds = gives({}, "no credentials: give --api-key-file") && holds;
  variables = {{"UC8_URL", "h"}, {"UC8_API_KEY", "s3cret key"}};
  return gives({}, "UC8_API_KEY: it has characters") && holds;
}

void an_option_wins_over_its_variable_and_a_jwt_over_a_key(void**) {
  assert_true(precedence_holds());
}

bool files_hold() {
  variables = {{"UC8_URL", "h"}, {"UC8_API_KEY", "envkey"}};
  bool holds = true;
  const struct {
    const char* content;
    const char* wanted;
  } rows[] = {
      {"filekey", "key filekey "},       {"filekey\n", "key filekey "},
      {"filekey\r\n", "key filekey "},   {"s3cret\n\n", "it has characters that no key has"},
      {"", "it is empty: give the key"}, {"\n", "it is empty: give the key"},
  };
  for (const auto& row : rows) {
    const std::string path = temporary_file(row.content);
    holds = gives({"--api-key-file", path}, row.wanted) && holds;
    unlink(path.c_str());
  }
  const std::string long_path = temporary_file(std::string(65'537, 'k').c_str());
  holds = gives({"--api-key-file", long_path}, "it is longer than any key") && holds;
  unlink(long_path.c_str());
  const std::string path = temporary_file("token\n");
  holds = gives({"--jwt-file", path}, "jwt token ") && holds;
  unlink(path.c_str());
  holds = gives({"--api-key-file", path}, "No such file or directory") && holds;
  return gives({"--api-key-file", "/tmp"}, "cannot read /tmp (Is a directory)") && holds;
}

void a_key_file_loses_its_final_newline_only(void**) {
  assert_true(files_hold());
}

bool addresses_hold() {
  variables = {{"UC8_API_KEY", "k"}};
  const struct {
    const char* url;
    const char* wanted;
  } rows[] = {
      {"play.example.org", "key k api-play.example.org -"},
      {"https://api-x", "key k api-x -"},
      {"https://api-x/", "key k api-x -"},
      {"https://x:8443", "key k api-x:8443 -"},
      {"https://localhost:8443/", "key k localhost:8443 -"},
      {"https://[::1]:8443", "key k [::1]:8443 -"},
      {"http://localhost:8080", "key k localhost:8080 - - plain"},
      {"http://127.1.2.3", "key k 127.1.2.3 - - plain"},
      {"http://[::1]", "key k [::1] - - plain"},
      {"http://10.0.0.1", "http:// would show the credentials"},
      {"http://127.example.org", "http:// would show the credentials"},
      {"http://x", "http:// would show the credentials"},
      {"ws://localhost", "--url is not the address of a server"},
      {"ftp://x", "--url is not the address of a server"},
      {"https://x/path", "--url is not the address of a server"},
      {"https://user:s3cret@x", "--url is not the address of a server"},
      {"https://", "--url is not the address of a server"},
      {"https://x:0", "--url is not the address of a server"},
      {"https://x:99999", "--url is not the address of a server"},
  };
  bool holds = true;
  for (const auto& row : rows) holds = gives({"--url", row.url}, row.wanted) && holds;
  return holds;
}

void only_loopback_is_spoken_to_without_tls(void**) {
  assert_true(addresses_hold());
}

bool secrets_are_hidden() {
  char program[] = "uc8";
  char separate[] = "s3cret";
  char attached[] = "--api-key=s3cret";
  char other[] = "demo";
  char* arguments[] = {program, separate, attached, other};
  Options options;
  options.api_key = "s3cret";
  setenv("UC8_JWT", "t0ken", 1);
  hide_secrets(options, 4, arguments);
  return std::string(separate) == "******" && std::string(attached) == "--api-key=******" &&
         std::string(other) == "demo" && std::string(getenv("UC8_JWT")) == "*****";
}

void secrets_disappear_from_what_ps_shows(void**) {
  assert_true(secrets_are_hidden());
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(an_option_wins_over_its_variable_and_a_jwt_over_a_key),
      cmocka_unit_test(a_key_file_loses_its_final_newline_only),
      cmocka_unit_test(only_loopback_is_spoken_to_without_tls),
      cmocka_unit_test(secrets_disappear_from_what_ps_shows),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
