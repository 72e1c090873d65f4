// SPDX-License-Identifier: Apache-2.0
//
// `--pulsar`: what the command line, the environment and a refusal's words become with it.
#include <map>
#include <string>

#include "cli/environment.h"
#include "cli/failure.h"
#include "cli/identity.h"
#include "cli/report.h"
#include "cli/stream_name.h"
#include "support/cmocka.h"
#include "wire/endpoint.h"

using namespace uc8;
using namespace uc8::cli;

namespace {

using Words = std::vector<std::string>;

std::map<std::string, std::string> variables;

const char* look_up(const char* name) {
  const auto found = variables.find(name);
  return found == variables.end() ? nullptr : found->second.c_str();
}

/// `SERVICE SECRET URL PLACE TENANT NAMESPACE`, or the refusal.
std::string account_of(const Words& arguments, bool administers) {
  try {
    CommandLine line = parse_command_line(arguments);
    add_environment(line, look_up);
    check(line.options, *line.command);
    const Identity identity(line.options, administers);
    const Account& account = identity.account();
    Tenant tenant;
    assert_true(tenant_of(account, tenant) == uc8::Error::ok);
    const auto text = [](const char* part) { return std::string(part ? part : "-"); };
    return std::string(account.service == Service::pulsar ? "pulsar " : "gdn ") +
           text(account.credentials.secret) + " " + account.url + " " + identity.place() + " " +
           tenant.text + " " + text(account.fabric) +
           (identity.is_encrypted() ? " encrypted" : " plain") +
           (identity.shows_secret() ? " shows" : "");
  } catch (const Failure& failure) {
    return failure.exit_code == 1 ? failure.text : "not exit 1: " + failure.text;
  }
}

bool gives(const std::string& got, const std::string& wanted) {
  if (got == wanted) return true;
  print_error("  got:    %s\n  wanted: %s\n", got.c_str(), wanted.c_str());
  return false;
}

bool streams(const Words& more, const std::string& wanted) {
  Words arguments = {"produce", "demo", "-m", "x"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return gives(account_of(arguments, false), wanted);
}

bool administers(const Words& more, const std::string& wanted) {
  Words arguments = {"create", "demo"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return gives(account_of(arguments, true), wanted);
}

bool addresses_hold() {
  variables = {};
  const std::string refused =
      "--url is not the address of a Pulsar: give ws://HOST:PORT or wss://HOST:PORT";
  bool hold = true;
  for (const char* url :
       {"http://h:8080", "https://h", "h", "h:8080", "ws://", "ws://h/path", "ws://u:p@h"}) {
    hold = streams({"--pulsar", "--url", url}, refused) && hold;
  }
  hold =
      streams({"--pulsar", "--url", "ws://h:8080"}, "pulsar - ws://h:8080 h:8080 public - plain") &&
      hold;
  hold = streams({"--pulsar", "--url", "wss://h"}, "pulsar - wss://h h public - encrypted") && hold;
  hold = streams({"--pulsar", "--url", "ws://[::1]:8080/"},
                 "pulsar - ws://[::1]:8080/ [::1]:8080 public - plain") &&
         hold;
  hold = streams({"--pulsar"}, "no server: give --url ws://HOST:PORT or set UC8_URL") && hold;
  return streams({"--url", "ws://h"},
                 "--url is not the address of a server: give https://HOST or https://HOST:PORT") &&
         hold;
}

void a_pulsar_is_at_ws_or_wss(void**) {
  assert_true(addresses_hold());
}

bool names_hold() {
  variables = {};
  bool hold = streams({"--pulsar", "--url", "ws://h", "--tenant", "t", "--fabric", "n"},
                      "pulsar - ws://h h t n plain");
  variables = {{"UC8_PULSAR", "1"}, {"UC8_URL", "ws://h"}, {"UC8_TENANT", "t"}};
  hold = streams({}, "pulsar - ws://h h t - plain") && hold;
  variables = {{"UC8_PULSAR", "0"}, {"UC8_URL", "h"}, {"UC8_API_KEY", "a.b.c"}};
  hold = streams({}, "gdn a.b.c h api-h a - encrypted") && hold;
  variables["UC8_PULSAR"] = "yes";
  return streams({}, "UC8_PULSAR: give 1 or 0") && hold;
}

void its_tenant_is_public_and_its_namespace_the_fabric(void**) {
  assert_true(names_hold());
}

bool credentials_hold() {
  // A key in the environment is there for the GDN; one that was typed is a mistake.
  variables = {{"UC8_API_KEY", "a.b.c"}, {"UC8_PULSAR", "1"}, {"UC8_URL", "ws://127.0.0.1:1"}};
  const std::string no_key = "a Pulsar takes no API key: give --jwt-file FILE, or nothing";
  bool hold = streams({}, "pulsar - ws://127.0.0.1:1 127.0.0.1:1 public - plain");
  hold = streams({"--api-key", "k"}, no_key) && hold;
  hold = streams({"--api-key-file", "f"}, no_key) && hold;
  variables["UC8_JWT"] = "t";
  hold = streams({}, "pulsar t ws://127.0.0.1:1 127.0.0.1:1 public - plain") && hold;
  hold = streams({"--url", "ws://h"}, "pulsar t ws://h h public - plain shows") && hold;
  hold = streams({"--url", "wss://h"}, "pulsar t wss://h h public - encrypted") && hold;
  variables.erase("UC8_JWT");
  return streams({"--local"},
                 "--local is of the GDN and does not go with --pulsar: leave it out") &&
         hold;
}

void a_jwt_is_its_only_credential_and_may_be_missing(void**) {
  assert_true(credentials_hold());
}

bool admin_urls_hold() {
  variables = {{"UC8_PULSAR", "1"}, {"UC8_URL", "ws://h:1"}};
  bool hold = administers({}, "pulsar - ws://h:1 h:1 public - plain");
  hold =
      administers({"--admin-url", "https://a:2"}, "pulsar - https://a:2 a:2 public - encrypted") &&
      hold;
  hold = administers({"--admin-url", "http://a", "--jwt", "t"},
                     "pulsar t http://a a public - plain shows") &&
         hold;
  hold = streams({"--admin-url", "https://a:2"}, "pulsar - ws://h:1 h:1 public - plain") && hold;
  hold = administers({"--admin-url", "ws://a"},
                     "--admin-url is not the address of a Pulsar: give http://HOST:PORT or "
                     "https://HOST:PORT") &&
         hold;
  variables = {{"UC8_URL", "h"}, {"UC8_API_KEY", "k"}};
  return administers({"--admin-url", "https://a"},
                     "--admin-url goes with --pulsar: leave it out") &&
         hold;
}

void administration_may_be_elsewhere(void**) {
  assert_true(admin_urls_hold());
}

bool topic_is(const std::string& name, const std::string& wanted) {
  try {
    check_stream(name, Service::pulsar);
    return gives(full_name(name, Scope::global, Service::pulsar), wanted);
  } catch (const Failure& failure) {
    return gives(failure.text, wanted);
  }
}

void topics_are_taken_as_they_are(void**) {
  for (const char* name : {"demo", "1", "a.b-c_d", "c8globals.x", "a b+c%d", "gr\xc3\xbcn"}) {
    assert_true(topic_is(name, name));
  }
  assert_true(topic_is(std::string(255, 'x'), std::string(255, 'x')));
}

void a_topic_that_would_end_elsewhere_is_refused(void**) {
  assert_true(topic_is("", "\"\" is no topic: give 1 to 255 bytes"));
  assert_true(topic_is("a/b",
                       "\"a/b\" has a slash: give the topic alone, its tenant by --tenant and its "
                       "namespace by --fabric"));
  assert_true(topic_is(std::string(256, 'x'),
                       "\"" + std::string(200, 'x') + "...\" is no topic: give 1 to 255 bytes"));
}

/// The refusals of Pulsar's WebSocket service and admin REST, as a user reads them.
void each_refusal_reads_with_the_words_of_the_server(void**) {
  const struct {
    Error error;
    int status;
    const char* words;
    const char* line;
  } rows[] = {
      {Error::rejected, 400, "Invalid query params: Invalid subscriptionType Bad",
       "rejected (HTTP 400) from h:1: check the names of topic, subscription, namespace and "
       "tenant; the server says \"Invalid query params: Invalid subscriptionType Bad\""},
      {Error::unauthorized, 401, "Authentication required",
       "unauthorized (HTTP 401) from h:1: check the JWT, and what it may do in this namespace; the "
       "server says \"Authentication required\""},
      {Error::unauthorized, 403, "Not authorized",
       "unauthorized (HTTP 403) from h:1: check the JWT, and what it may do in this namespace; the "
       "server says \"Not authorized\""},
      {Error::not_found, 404, "Topic not found",
       "not found (HTTP 404) from h:1: check the names of topic, namespace and tenant; uc8 create "
       "makes a topic; the server says \"Topic not found\""},
      {Error::rejected, 405, "HTTP method GET is not supported by this URL",
       "rejected (HTTP 405) from h:1: check the names of topic, subscription, namespace and "
       "tenant; the server says \"HTTP method GET is not supported by this URL\""},
      {Error::conflict, 409, "Producer with name &apos;x&apos; is &lt;&quot;&amp;&#39;&gt;",
       "conflict (HTTP 409) from h:1: another connection holds the name or the subscription: close "
       "it, or wait some minutes; the server says \"Producer with name 'x' is <\"&'>\""},
      {Error::server_busy, 500, "Policies not found for public/nope namespace",
       "server busy (HTTP 500) from h:1: check tenant, namespace and what the server says, or try "
       "again later; the server says \"Policies not found for public/nope namespace\""},
      {Error::server_busy, 503, "Topic was already terminated",
       "server busy (HTTP 503) from h:1: check tenant, namespace and what the server says, or try "
       "again later; the server says \"Topic was already terminated\""},
  };
  for (const auto& row : rows) {
    const Report report("h:1", {}, Service::pulsar);
    assert_true(
        gives(report.line({row.error, Origin::http, row.status}, bytes_of(row.words)), row.line));
  }
}

void no_escape_brings_a_secret_to_light(void**) {
  const Report report("h:1", {"a<b>c"}, Service::pulsar);
  assert_true(gives(report.quoted(bytes_of("token a&lt;b&gt;c")), "token ***"));
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_pulsar_is_at_ws_or_wss),
      cmocka_unit_test(its_tenant_is_public_and_its_namespace_the_fabric),
      cmocka_unit_test(a_jwt_is_its_only_credential_and_may_be_missing),
      cmocka_unit_test(administration_may_be_elsewhere),
      cmocka_unit_test(topics_are_taken_as_they_are),
      cmocka_unit_test(a_topic_that_would_end_elsewhere_is_refused),
      cmocka_unit_test(each_refusal_reads_with_the_words_of_the_server),
      cmocka_unit_test(no_escape_brings_a_secret_to_light),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
