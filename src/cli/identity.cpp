// SPDX-License-Identifier: Apache-2.0
#include "cli/identity.h"

#include "cli/environment.h"
#include "cli/failure.h"
#include "wire/endpoint.h"

namespace uc8::cli {
namespace {

bool starts_with(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" ||
         (starts_with(host, "127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

std::string place_of(const ServerAddress& address) {
  std::string place = address.is_ipv6 ? std::string("[") + address.host + "]" : address.host;
  if (!address.is_default_port) place += ":" + std::to_string(address.port);
  return place;
}

}  // namespace

Identity::Identity(const Options& options, bool administers)
    : url_(options.url), tenant_(options.tenant), fabric_(options.fabric) {
  account_.service = options.service();
  if (administers && !options.admin_url.empty()) url_ = options.admin_url;
  if (options.pulsar) {
    read_pulsar_url(administers && !options.admin_url.empty());
  } else {
    read_gdn_url();
  }
  read_credentials(options);
  account_.url = url_.c_str();
  account_.tenant = tenant_ ? tenant_->c_str() : nullptr;
  account_.fabric = fabric_ ? fabric_->c_str() : nullptr;
  account_.credentials.secret = secret_.empty() ? nullptr : secret_.c_str();
  Tenant tenant;
  if (tenant_of(account_, tenant) != Error::ok)
    throw usage("the tenant's name is too long: check --tenant");
}

void Identity::read_gdn_url() {
  if (url_.empty()) throw usage("no server: give --url https://HOST or set UC8_URL");
  // The address itself is not repeated: a password may stand in it.
  encrypted_ = !starts_with(url_, "http://");
  ServerAddress address;
  const Error error = parse_server_address(url_.c_str(), Service::gdn, address);
  if (error != Error::ok || starts_with(url_, "ws://") || starts_with(url_, "wss://")) {
    throw usage("--url is not the address of a server: give https://HOST or https://HOST:PORT");
  }
  place_ = place_of(address);
  if (!encrypted_ && !is_loopback(address.host)) {
    throw usage("http:// would show the credentials to anyone on the way to " + place_ +
                ": give https://");
  }
}

void Identity::read_pulsar_url(bool by_admin_url) {
  if (url_.empty()) throw usage("no server: give --url ws://HOST:PORT or set UC8_URL");
  const std::string plain = by_admin_url ? "http://" : "ws://";
  const std::string over_tls = by_admin_url ? "https://" : "wss://";
  encrypted_ = starts_with(url_, over_tls);
  ServerAddress address;
  const Error error = parse_server_address(url_.c_str(), Service::pulsar, address);
  if (error != Error::ok || (!encrypted_ && !starts_with(url_, plain))) {
    throw usage(std::string(by_admin_url ? "--admin-url" : "--url") +
                " is not the address of a Pulsar: give " + plain + "HOST:PORT or " + over_tls +
                "HOST:PORT");
  }
  place_ = place_of(address);
  shows_secret_ = !encrypted_ && !is_loopback(address.host);
}

void Identity::read_credentials(const Options& options) {
  std::string jwt = options.jwt;
  if (!options.jwt_file.empty()) jwt = read_secret_file("--jwt-file", options.jwt_file);
  std::string key = options.api_key;
  if (jwt.empty() && !options.api_key_file.empty()) {
    key = read_secret_file("--api-key-file", options.api_key_file);
  }
  if (jwt.empty() && key.empty()) {
    shows_secret_ = false;
    if (options.pulsar) return;
    throw usage(
        "no credentials: give --api-key-file FILE or --jwt-file FILE, or set UC8_API_KEY or "
        "UC8_JWT");
  }
  secret_ = jwt.empty() ? key : jwt;
  account_.credentials.scheme =
      jwt.empty() ? Credentials::Scheme::api_key : Credentials::Scheme::bearer;
  secrets_.push_back(secret_);
  // The last part of a key or a token is what must stay secret; the rest is names.
  const size_t dot = secret_.rfind('.');
  if (dot != std::string::npos && secret_.size() - dot > 8)
    secrets_.push_back(secret_.substr(dot + 1));
}

}  // namespace uc8::cli
