// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "base/base64.h"
#include "wire/endpoint.h"
#include "wire/member.h"

namespace uc8 {

namespace {

constexpr size_t kJwtPayloadMax = 1024;

/// The size of `text` before its last dot; `text.size` if it has none.
size_t before_last_dot(Bytes text) {
  size_t end = text.size;
  while (end > 0 && text.data[end - 1] != '.') --end;
  return end > 0 ? end - 1 : text.size;
}

/// `TENANT.ID.SECRET`, where the tenant may have dots itself. False: it names none.
bool tenant_of_api_key(Bytes key, Bytes& tenant) {
  const Bytes without_secret = {key.data, before_last_dot(key)};
  tenant = {key.data, before_last_dot(without_secret)};
  return tenant.size < without_secret.size && without_secret.size < key.size;
}

/// The second of the three parts of a JWT (RFC 7519 §3.1); empty: there is none.
Bytes jwt_payload(Bytes jwt) {
  size_t first = 0;
  while (first < jwt.size && jwt.data[first] != '.') ++first;
  if (first == jwt.size) return {};
  size_t second = ++first;
  while (second < jwt.size && jwt.data[second] != '.') ++second;
  if (second == jwt.size) return {};
  return {jwt.data + first, second - first};
}

Result<Tenant> copy_of(Bytes text) {
  Tenant tenant;
  if (text.size == 0 || text.size > Tenant::kTextMax) return Error::invalid_configuration;
  memcpy(tenant.text, text.data, text.size);
  return tenant;
}

/// The signature is the server's matter: whoever holds a wrong token gets a 401 for it.
Result<Tenant> tenant_of_jwt(Bytes jwt) {
  const Bytes payload = jwt_payload(jwt);
  uint8_t copy[base64_size(kJwtPayloadMax)];
  if (payload.size == 0 || payload.size > sizeof copy) return copy_of(bytes_of("_mm"));
  memcpy(copy, payload.data, payload.size);
  const Result<size_t> size = decode_base64url({copy, payload.size});
  Member members[] = {{"tenant", JsonType::string}};
  const bool is_readable =
      size.ok() && read_members({copy, size.value()}, members) == Error::ok && members[0].is_there;
  const Bytes claim = members[0].view();
  // A null inside would cut the text short: no such tenant exists.
  const bool has_null = claim.size > 0 && memchr(claim.data, 0, claim.size) != nullptr;
  return copy_of(is_readable && !has_null ? claim : bytes_of("_mm"));
}

}  // namespace

Result<Tenant> tenant_of(const Account& account) {
  if (account.tenant != nullptr) return copy_of(bytes_of(account.tenant));
  if (account.service == Service::pulsar) return copy_of(bytes_of("public"));
  const Bytes secret = bytes_of(account.credentials.secret);
  Bytes tenant;
  switch (account.credentials.scheme) {
    case Credentials::Scheme::api_key:
      if (tenant_of_api_key(secret, tenant)) return copy_of(tenant);
      break;
    case Credentials::Scheme::bearer:
      return tenant_of_jwt(secret);
    case Credentials::Scheme::none:
      break;
  }
  return copy_of(bytes_of("_mm"));
}

}  // namespace uc8
