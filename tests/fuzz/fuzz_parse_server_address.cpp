// SPDX-License-Identifier: Apache-2.0
#include <initializer_list>

#include "fuzz_input.h"
#include "wire/endpoint.h"

using namespace uc8;
using namespace uc8::fuzz;

namespace {

void parse(const char* url, Service service) {
  ServerAddress address;
  if (parse_server_address(url, service, address) != Error::ok) return;
  const size_t size = strnlen(address.host, sizeof address.host);
  require(size > 0 && size <= ServerAddress::kHostMax);
  require(address.port != 0);
  // Nothing that could end a header line or a path gets through.
  require(strpbrk(address.host, " \r\n\t/@?#[]%\\") == nullptr);
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
    Tenant tenant;
    if (tenant_of(account, tenant) == Error::ok) require(strlen(tenant.text) > 0);
  }
  free(text);
  return 0;
}
