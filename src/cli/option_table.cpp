// SPDX-License-Identifier: Apache-2.0
#include "cli/failure.h"
#include "cli/format.h"
#include "cli/options.h"
#include "cli/values.h"

namespace uc8::cli {
namespace {

using Text = const std::string&;

std::vector<OptionSpec> account_options() {
  return {
      {"url", 0, "URL", "UC8_URL", kEvery,
       "https://HOST[:PORT] of the GDN (http:// for loopback only)",
       [](Options& o, Text v) { o.url = parse_name(v); }},
      {"pulsar", 0, nullptr, "UC8_PULSAR", kEvery,
       "the server is a plain Apache Pulsar: --url ws://HOST:PORT or wss://HOST:PORT",
       [](Options& o, Text v) { o.pulsar = parse_switch(v); }},
      {"admin-url", 0, "URL", nullptr, kEvery,
       "Pulsar's admin REST (default: http(s)://, host and port as in --url)",
       [](Options& o, Text v) { o.admin_url = parse_name(v); }},
      {"api-key", 0, "KEY", "UC8_API_KEY", kEvery, "API key",
       [](Options& o, Text v) { o.api_key = parse_secret(v); }},
      {"api-key-file", 0, "FILE", nullptr, kEvery, "file that holds the API key",
       [](Options& o, Text v) { o.api_key_file = parse_name(v); }},
      {"jwt", 0, "JWT", "UC8_JWT", kEvery, "JSON Web Token, instead of an API key",
       [](Options& o, Text v) { o.jwt = parse_secret(v); }},
      {"jwt-file", 0, "FILE", nullptr, kEvery, "file that holds the JWT",
       [](Options& o, Text v) { o.jwt_file = parse_name(v); }},
      {"fabric", 0, "NAME", "UC8_FABRIC", kEvery,
       "fabric (default _system); of a Pulsar the namespace (default default)",
       [](Options& o, Text v) { o.fabric = parse_account_name(v); }},
      {"tenant", 0, "NAME", "UC8_TENANT", kEvery,
       "tenant (default: as the key or the JWT says, else _mm; of a Pulsar public)",
       [](Options& o, Text v) { o.tenant = parse_account_name(v); }},
      {"ca-file", 0, "FILE", "UC8_CA_FILE", kEvery,
       "trusted certificates, PEM (default: the system's)",
       [](Options& o, Text v) { o.ca_file = parse_name(v); }},
      {"insecure", 0, nullptr, nullptr, kEvery, "do not check the server's certificate",
       [](Options& o, Text) { o.insecure = true; }},
      {"local", 0, nullptr, nullptr, kEvery, "the stream is kept in one region",
       [](Options& o, Text) { o.scope = Scope::local; }},
      {"global", 0, nullptr, nullptr, kEvery, "the stream is kept in every region (default)",
       [](Options& o, Text) { o.scope = Scope::global; }},
      {"keepalive", 'k', "SECONDS", nullptr, kEvery,
       "ping interval (default 30); a link silent for twice that is replaced",
       [](Options& o, Text v) { o.keepalive_ms = parse_seconds(v); }},
      {nullptr, 'W', "SECONDS", nullptr, kEvery,
       "give up after so long: exit 2 (the default: see uc8 COMMAND --help)",
       [](Options& o, Text v) { o.give_up_ms = parse_seconds(v); }},
      {nullptr, 'v', nullptr, nullptr, kEvery, "tell every step",
       [](Options& o, Text) { o.verbosity = 1; }},
      {nullptr, 'q', nullptr, nullptr, kEvery, "tell errors only",
       [](Options& o, Text) { o.verbosity = -1; }},
  };
}

std::vector<OptionSpec> produce_options() {
  return {
      {nullptr, 'm', "TEXT", nullptr, kProduce, "send TEXT (repeatable)",
       [](Options& o, Text v) { o.messages.push_back(v); }},
      {nullptr, 'l', nullptr, nullptr, kProduce, "send each line of stdin",
       [](Options& o, Text) { o.lines = true; }},
      {nullptr, 's', nullptr, nullptr, kProduce, "send all of stdin as one message",
       [](Options& o, Text) { o.whole_input = true; }},
      {nullptr, 'f', "FILE", nullptr, kProduce, "send FILE as one message",
       [](Options& o, Text v) {
         if (!o.file.empty()) throw usage("it sends one file: run uc8 once for each");
         o.file = parse_name(v);
       }},
      {"print-ids", 0, nullptr, nullptr, kProduce, "print the id of each confirmed message",
       [](Options& o, Text) { o.print_ids = true; }},
      {"key", 0, "K", nullptr, kProduce, "key of the messages",
       [](Options& o, Text v) { o.key = parse_text(v); }},
      {"property", 0, "K=V", nullptr, kProduce, "property of the messages (repeatable)",
       [](Options& o, Text v) { o.properties.push_back(parse_property(v)); }},
      {"producer-name", 0, "N", nullptr, kProduce, "name of the producer (default: the server's)",
       [](Options& o, Text v) { o.producer_name = parse_name(v); }},
      {"interval", 0, "MS", nullptr, kProduce, "milliseconds from one message to the next",
       [](Options& o, Text v) { o.interval_ms = parse_count(v, 0); }},
      {"repeat", 0, "N", nullptr, kProduce, "send it all N times (with -m, -s, -f)",
       [](Options& o, Text v) { o.repeat = parse_count(v, 1); }},
  };
}

std::vector<OptionSpec> consume_options() {
  return {
      {"type", 0, "TYPE", nullptr, kConsume, "failover (default), exclusive, shared or key_shared",
       [](Options& o, Text v) { o.type = parse_type(v); }},
      {"name", 0, "N", nullptr, kConsume, "name of the consumer (default: host name and pid)",
       [](Options& o, Text v) { o.consumer_name = parse_name(v); }},
      {nullptr, 'C', "N", nullptr, kConsume, "stop after N messages",
       [](Options& o, Text v) { o.count = parse_count(v, 1); }},
      {"no-ack", 0, nullptr, nullptr, kConsume,
       "acknowledge nothing; the server stops at 1000 messages",
       [](Options& o, Text) { o.acknowledge = false; }},
      {"push", 0, nullptr, nullptr, kConsume, "let the server push instead of asking it",
       [](Options& o, Text) { o.push = true; }},
      {nullptr, 'F', "FORMAT", nullptr, kConsume,
       "how to print a message (default %p\\n), or json; see above",
       [](Options& o, Text v) {
         Format::parse(v);
         o.format = v;
       }},
      {"create", 0, nullptr, nullptr, kProduce | kConsume, "make the stream first",
       [](Options& o, Text) { o.create = true; }},
      {"force", 0, nullptr, nullptr, kDelete, "even if someone is connected",
       [](Options& o, Text) { o.force = true; }},
  };
}

}  // namespace

const std::vector<OptionSpec>& option_table() {
  static const std::vector<OptionSpec> table = [] {
    std::vector<OptionSpec> all = account_options();
    for (const OptionSpec& spec : produce_options()) all.push_back(spec);
    for (const OptionSpec& spec : consume_options()) all.push_back(spec);
    return all;
  }();
  return table;
}

}  // namespace uc8::cli
