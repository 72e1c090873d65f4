// SPDX-License-Identifier: Apache-2.0
#include "gdn/account_api.h"

#include <vector>

#include "broker/json.h"
#include "broker/json_writer.h"
#include "gdn/answers.h"

namespace uc8::gateway {
namespace {

using emulator::JsonWriter;

constexpr size_t kOtpSize = 32;

// An address is nothing that `api-` can be put before.
bool is_address(std::string_view host) {
  return host.find_first_not_of("0123456789.:[]abcdefABCDEF") == std::string_view::npos &&
         (host.find(':') != std::string_view::npos ||
          host.find_last_of("0123456789") != host.npos) &&
         host.find_first_of("0123456789[") == 0;
}

}  // namespace

std::string random_text(Random& random, size_t n) {
  static const char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::vector<unsigned char> bytes(n);
  random.fill(bytes.data(), n);
  std::string text;
  for (const unsigned char byte : bytes) text += kAlphabet[byte & 63];
  return text;
}

std::string plain_host(std::string_view host_header) {
  if (host_header.empty()) host_header = "localhost";
  if (host_header.substr(0, 4) == "api-") host_header.remove_prefix(4);
  return std::string(host_header);
}

HttpResponse login_answer(const Credentials& credentials, const HttpRequest& request,
                          int64_t now_s) {
  const Credentials::Login login = credentials.log_in(request.body, now_s);
  if (login.status != 200) return error_answer(login.status, login.error_num, login.error_message);
  HttpResponse response;
  JsonWriter json;
  json.begin_object().member("jwt", login.jwt).member("tenant", credentials.account.tenant());
  json.member("username", credentials.account.user).end_object();
  response.body = json.take();
  return response;
}

HttpResponse user_answer(const Identity& who, const BuiltInAccount& account) {
  JsonWriter json;
  json.begin_array().begin_object().member("tenant", who.tenant).member("email", account.email);
  json.member("active", true).key("extra").begin_object().end_object();
  json.member("user", who.user).member("displayName", who.user).end_object().end_array();
  return result_answer(json.text());
}

HttpResponse key_answer(const Credentials& credentials, const HttpRequest& request, int64_t now_s) {
  const emulator::JsonParsed body = json_body(request.body);
  if (!body.ok) return error_answer(400, 400, "expecting a JSON object");
  const auto key = body.value.string_member("apikey");
  const auto jwt = body.value.string_member("jwt");
  const auto who = credentials.check(key ? "apikey " + *key : "bearer " + jwt.value_or(""), now_s);
  if (!who) return error_answer(401, 11, "forbidden");
  JsonWriter json;
  json.begin_object().member("tenant", who->tenant).member("username", who->user).end_object();
  return result_answer(json.text());
}

HttpResponse datacenter_answer(std::string_view host_header) {
  const std::string url = plain_host(host_header);
  const std::string name = url.substr(0, url.find_first_of(".:"));
  HttpResponse response;
  JsonWriter json;
  json.begin_object().member("_key", name).member("host", "127.0.0.1").member("local", true);
  json.member("name", name).member("spot_region", false).member("status", 0);
  json.key("tags").begin_object().member("api", (is_address(url) ? "" : "api-") + url);
  json.member("url", url).end_object().key("locationInfo").begin_object();
  json.member("city", "").member("countrycode", "US").member("countryname", "United States");
  json.member("latitude", "0").member("longitude", "0").member("url", url).end_object();
  response.body = json.end_object().take();
  return response;
}

HttpResponse otp_answer(OtpStore& otps, Random& random, const Identity& who, int64_t now_ms) {
  const std::string otp = random_text(random, kOtpSize);
  otps.issue(otp, who.tenant, now_ms);
  HttpResponse response;
  response.body = "{\"otp\":\"" + otp + "\"}";
  return response;
}

}  // namespace uc8::gateway
