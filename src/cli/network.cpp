// SPDX-License-Identifier: Apache-2.0
#include "cli/network.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "cli/failure.h"
#include "cli/stream_name.h"
#include "uc8/port/mbedtls.h"

namespace uc8::cli {
namespace {

// Where Debian, Fedora, SUSE, Alpine and others keep what they trust.
constexpr const char* kSystemStores[] = {
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem"};

/// Empty if it cannot be read; errno then says why, or is 0 for a file without content.
std::string content_of(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return "";
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string system_store() {
  for (const char* path : kSystemStores) {
    std::string pem = content_of(path);
    if (!pem.empty()) return pem;
  }
  throw usage(
      "this system has no store of trusted certificates: install ca-certificates, or give "
      "--ca-file FILE");
}

std::string chosen_store(const std::string& path) {
  const std::string pem = content_of(path);
  if (!pem.empty()) return pem;
  const std::string reason = errno != 0 ? std::strerror(errno) : "it is empty";
  throw usage("cannot read the CA file " + printable(path) + " (" + reason +
              "): give a PEM file to --ca-file");
}

}  // namespace

struct Network::Tls {
  Tls(Runtime& runtime, Transport& below) : trust(runtime), transport(below, trust) {}

  void load(const Options& options) {
    if (options.insecure) trust.trust_anyone();
    if (options.insecure && options.ca_file.empty()) return;
    const bool chosen = !options.ca_file.empty();
    const std::string pem = chosen ? chosen_store(options.ca_file) : system_store();
    if (trust.add_authorities(pem.c_str()) == Error::ok) return;
    throw usage(chosen ? "the CA file " + printable(options.ca_file) +
                             " holds no certificate: give a PEM file to --ca-file"
                       : "the system's store of certificates cannot be read: give --ca-file FILE");
  }

  TlsTrust trust;
  TlsTransport transport;
};

Network::Network(uv_loop_t& loop, const Options& options, const Identity& identity)
    : runtime_(loop), resolver_(loop), tcp_(loop, &resolver_) {
  if (!identity.is_encrypted()) return;
  tls_ = std::make_unique<Tls>(runtime_, tcp_);
  tls_->load(options);
}

Network::~Network() = default;

Transport& Network::transport() {
  if (tls_) return tls_->transport;
  return tcp_;
}

}  // namespace uc8::cli
