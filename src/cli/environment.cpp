// SPDX-License-Identifier: Apache-2.0
#include "cli/environment.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "cli/failure.h"
#include "cli/stream_name.h"
#include "cli/values.h"

namespace uc8::cli {
namespace {

constexpr size_t kSecretMax = 65'536;

bool was_given(const CommandLine& line, const std::string& name) {
  for (const OptionSpec* spec : line.given) {
    if (spec->name != nullptr && name == spec->name) return true;
    // The file overrules the same variable as the option itself.
    if (spec->name != nullptr && name + "-file" == spec->name) return true;
  }
  return false;
}

/// Every place in `text` where `secret` begins.
void overwrite(char* text, const std::string& secret) {
  if (secret.empty()) return;
  for (char* at = std::strstr(text, secret.c_str()); at != nullptr;
       at = std::strstr(at, secret.c_str())) {
    std::memset(at, '*', secret.size());
    at += secret.size();
  }
}

}  // namespace

void add_environment(CommandLine& line, const char* (*lookup)(const char* name)) {
  for (const OptionSpec& spec : option_table()) {
    if (spec.environment == nullptr || was_given(line, spec.name)) continue;
    const char* value = lookup(spec.environment);
    if (value == nullptr || *value == '\0') continue;
    // A Pulsar takes none; the variable is there for the GDN.
    if (line.options.pulsar && std::strcmp(spec.name, "api-key") == 0) continue;
    try {
      spec.apply(line.options, value);
    } catch (const Failure& failure) {
      throw usage(std::string(spec.environment) + ": " + failure.text);
    }
  }
}

std::string read_secret_file(const std::string& option, const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kSecretMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.empty() && errno != 0) {
    throw usage(option + ": cannot read " + printable(path) + " (" + std::strerror(errno) +
                "): give a file that can be read");
  }
  if (text.size() > kSecretMax) {
    throw usage(option + " " + printable(path) + ": it is longer than any key: give another file");
  }
  if (!text.empty() && text.back() == '\n') text.pop_back();
  if (!text.empty() && text.back() == '\r') text.pop_back();
  try {
    return parse_secret(text);
  } catch (const Failure& failure) {
    throw usage(option + " " + printable(path) + ": " + failure.text);
  }
}

void hide_secrets(const Options& options, int argument_count, char** arguments) {
  for (int i = 1; i < argument_count; ++i) {
    overwrite(arguments[i], options.api_key);
    overwrite(arguments[i], options.jwt);
  }
  for (const char* name : {"UC8_API_KEY", "UC8_JWT"}) {
    char* value = std::getenv(name);
    if (value != nullptr) std::memset(value, '*', std::strlen(value));
  }
}

}  // namespace uc8::cli
