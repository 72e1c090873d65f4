// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <string_view>

namespace uc8::gateway {
namespace {

// One option. With a value, `take` gets it; without, an empty text. It answers what is wrong.
struct Option {
  const char* name;
  const char* value;  // null: takes none
  const char* help;
  std::function<std::string(Options*, const std::string&)> take;
};

std::string take_number(const std::string& text, int64_t min, int64_t max, int64_t* number) {
  errno = 0;
  char* end = nullptr;
  const long long value = std::strtoll(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || errno != 0 || value < min || value > max) {
    return "must be a number from " + std::to_string(min) + " to " + std::to_string(max);
  }
  *number = value;
  return std::string();
}

std::string take_port(Options* options, const std::string& text) {
  int64_t port = 0;
  const std::string problem = take_number(text, 0, 65535, &port);
  if (problem.empty()) options->port = static_cast<int>(port);
  return problem;
}

std::string take_account(Options* options, const std::string& text) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0) return "must be EMAIL:PASSWORD";
  options->account.email = text.substr(0, colon);
  options->account.password = text.substr(colon + 1);
  return std::string();
}

// An option that names a server: `scheme`://HOST[:PORT].
Option origin_option(const char* name, const char* scheme, const char* value, const char* help,
                     Origin Options::*member) {
  return {name, value, help, [scheme, member](Options* options, const std::string& text) {
            if (parse_origin(text, scheme, &(options->*member))) return std::string();
            return "must be " + std::string(scheme) + "://HOST:PORT";
          }};
}

Option text_option(const char* name, const char* value, const char* help,
                   std::string Options::*member) {
  return {name, value, help, [member](Options* options, const std::string& text) {
            if (text.empty()) return std::string("must not be empty");
            options->*member = text;
            return std::string();
          }};
}

Option list_option(const char* name, const char* value, const char* help,
                   std::vector<std::string> Options::*member) {
  return {name, value, help, [member](Options* options, const std::string& text) {
            if (text.empty()) return std::string("must not be empty");
            (options->*member).push_back(text);
            return std::string();
          }};
}

Option switch_option(const char* name, const char* help, bool Options::*member) {
  return {name, nullptr, help, [member](Options* options, const std::string&) {
            options->*member = true;
            return std::string();
          }};
}

Option number_option(const char* name, const char* value, const char* help,
                     int64_t Options::*member) {
  return {name, value, help, [member](Options* options, const std::string& text) {
            return take_number(text, 1, INT64_C(1) << 40, &(options->*member));
          }};
}

const std::vector<Option>& all_options() {
  static const std::vector<Option> kOptions = {
      text_option("host", "ADDRESS", "listen there (127.0.0.1)", &Options::host),
      {"port", "PORT", "and on this port (0: a free one)", take_port},
      text_option("env-file", "FILE", "write UC8_URL, UC8_CA_FILE, UC8_API_KEY there, for `. FILE`",
                  &Options::env_file),
      list_option("api-key", "KEY", "an API key to accept (xxxxxx); may be repeated",
                  &Options::api_keys),
      text_option("ca-dir", "DIR",
                  "leave ca.pem there, and use the authority that is there already",
                  &Options::ca_dir),
      text_option("cert", "FILE", "use this certificate chain (PEM); needs --key", &Options::cert),
      text_option("key", "FILE", "and its private key (PEM)", &Options::key),
      list_option("name", "HOST", "also certify HOST and api-HOST; may be repeated",
                  &Options::names),
      list_option("fabric", "NAME", "a fabric besides _system; may be repeated", &Options::fabrics),
      switch_option("plain", "no TLS: http:// and ws://", &Options::plain),
      switch_option("auto-create", "a WebSocket on a missing stream makes it",
                    &Options::auto_create),
      number_option("otp-lifetime-ms", "MS", "a one-time password is good for so long (60000)",
                    &Options::otp_lifetime_ms),
      {"account", "EMAIL:PASSWORD", "who can log in (nemo@nautilus.com:xxxxxx)", take_account},
      text_option("jwt-secret", "TEXT", "sign tokens with it (random)", &Options::jwt_secret),
      number_option("jwt-lifetime-s", "SECONDS", "a token is good for so long (43200)",
                    &Options::jwt_lifetime_s),
      origin_option("pulsar", "ws", "ws://HOST:PORT",
                    "pass the streams through to the WebSocket service of a real Pulsar",
                    &Options::pulsar),
      origin_option("pulsar-admin", "http", "http://HOST:PORT",
                    "its admin REST (same host and port)", &Options::pulsar_admin),
      text_option("pulsar-token-file", "FILE", "with the token in it as Authorization: Bearer",
                  &Options::pulsar_token_file),
      switch_option("help", "show this", &Options::help),
      switch_option("version", "show the version", &Options::version),
  };
  return kOptions;
}

std::string take_one(const std::string& name, const std::string* value, Options* options,
                     Faults* faults) {
  for (const Option& option : all_options()) {
    if (name != option.name) continue;
    const std::string problem = option.take(options, value == nullptr ? "" : *value);
    return problem.empty() ? problem : "--" + name + " " + problem;
  }
  const std::string problem = faults->set(*faults->find(name), *value);
  return problem.empty() ? problem : "--" + problem;
}

// Whether there is such an option, and whether it takes a value.
bool find_option(const std::string& name, const Faults& faults, bool* takes_value) {
  for (const Option& option : all_options()) {
    if (name != option.name) continue;
    *takes_value = option.value != nullptr;
    return true;
  }
  *takes_value = true;
  return name.find('_') == std::string::npos && faults.find(name) != nullptr;
}

std::string check_faults(const std::vector<const Faults::Field*>& given, const Faults& faults) {
  for (const Faults::Field* field : given) {
    const std::string obstacle = faults.obstacle(*field);
    if (!obstacle.empty()) return "--" + field->name + " " + obstacle;
    // Kept, it would strike at the next PUT, whatever that is about.
    if (field->action) {
      return "--" + field->name + " acts on what is running: PUT /_emulator/faults {\"" +
             field->name + "\": …}";
    }
  }
  return std::string();
}

std::string check_together(const Options& options) {
  if (options.cert.empty() != options.key.empty()) return "--cert and --key go together";
  if (options.plain && !options.cert.empty()) return "--plain has no use for --cert";
  const bool about_pulsar = options.pulsar_admin.port != 0 || !options.pulsar_token_file.empty();
  if (about_pulsar && options.pulsar.port == 0) return "--pulsar-… needs --pulsar";
  return std::string();
}

void append_line(std::string* text, std::string left, const std::string& right) {
  constexpr size_t kColumn = 32;
  left = "  " + left;
  left.resize(std::max(left.size() + 1, kColumn), ' ');
  *text += left + right + "\n";
}

}  // namespace

std::string parse_options(int argc, char** argv, Options* options, Faults* faults) {
  std::vector<const Faults::Field*> given;
  for (int at = 1; at < argc; ++at) {
    const std::string argument = argv[at];
    if (argument == "-v") {
      options->verbose = true;
      continue;
    }
    if (argument.compare(0, 2, "--") != 0 || argument.size() < 3) {
      return "unexpected argument " + argument;
    }
    const size_t equals = argument.find('=');
    const std::string name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
    bool takes_value = false;
    if (!find_option(name, *faults, &takes_value)) return "unknown option --" + name;
    std::string value;
    const bool attached = equals != std::string::npos;
    if (attached) value = argument.substr(equals + 1);
    if (attached && !takes_value) return "--" + name + " takes no value";
    if (takes_value && !attached) {
      if (++at == argc) return "--" + name + " needs a value";
      value = argv[at];
    }
    const std::string problem = take_one(name, takes_value ? &value : nullptr, options, faults);
    if (!problem.empty()) return problem;
    if (const Faults::Field* fault = faults->find(name)) given.push_back(fault);
  }
  if (options->api_keys.empty()) options->api_keys.push_back("xxxxxx");
  options->fabrics.push_back("_system");
  faults->pulsar_behind = options->pulsar.port != 0;
  const std::string problem = check_together(*options);
  return problem.empty() ? check_faults(given, *faults) : problem;
}

std::string help_text(const Faults& faults) {
  std::string text =
      "usage: uc8-emulator [OPTION]…\n"
      "A local Macrometa GDN for streams: REST, one-time passwords and WebSockets over TLS.\n"
      "It prints `ready URL` when it accepts connections, and ends on SIGTERM or SIGINT.\n\n"
      "Options (--NAME VALUE or --NAME=VALUE):\n";
  for (const Option& option : all_options()) {
    const std::string value = option.value == nullptr ? "" : std::string(" ") + option.value;
    append_line(&text, std::string("--") + option.name + value, option.help);
  }
  append_line(&text, "-v", "one line on stderr for each request");
  text +=
      "\nFaults and limits. Each can be changed while it runs: PUT /_emulator/faults takes a JSON\n"
      "object of these names (`-` or `_`), GET shows them. N counts down to 0; -1 is for good:\n";
  for (const Faults::Field& field : faults.fields()) {
    const std::string now =
        field.number != nullptr ? std::to_string(*field.number) : "'" + *field.text + "'";
    const std::string limit = field.pulsars_own.empty() ? "" : "; not with --pulsar";
    append_line(&text, "--" + field.name + " " + (field.number != nullptr ? "N" : "TEXT"),
                field.help + limit + (field.action ? "; only by PUT" : "") + " (" + now + ")");
  }
  text +=
      "\nGET /_emulator/state shows streams, subscriptions, connections and counters as JSON.\n"
      "Both need an API key, as everything does.\n";
  return text;
}

}  // namespace uc8::gateway
