// SPDX-License-Identifier: Apache-2.0
#include <initializer_list>

#include "fuzz_input.h"
#include "wire/endpoint.h"

using namespace uc8;
using namespace uc8::fuzz;

namespace {

void parse(const char* url, Service service) {
  const Result<ServerAddress> address = parse_server_address(url, service);
  if (!address.ok()) return;
  const size_t size = strnlen(address.value().host, sizeof address.value().host);
  require(size > 0 && size <= ServerAddress::kHostMax);
  require(address.value().port != 0);
  // Nothing that could end a header line or a path gets through.
  require(strpbrk(address.value().host, " \r\n\t/@?#[]%\\") == nullptr);
}

}  // namespace

/// The input is a URL, and the secret of an account.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  char* text = static_cast<char*>(malloc(size + 1));
  if (size > 0) memcpy(text, data, size);
  text[size] = '\0';
  parse(text, Service::gdn);
  parse(text, Service::pulsar);
  Account account;
  account.credentials.secret = text;
  for (const auto scheme : {Credentials::Scheme::api_key, Credentials::Scheme::bearer}) {
    account.credentials.scheme = scheme;
    const Result<Tenant> tenant = tenant_of(account);
    if (tenant.ok()) require(strlen(tenant.value().text) > 0);
  }
  free(text);
  return 0;
}
