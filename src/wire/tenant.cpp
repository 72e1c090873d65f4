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

/// The size of `text` before its first `c`; `text.size` if it has none.
size_t before(Bytes text, uint8_t c) {
  size_t size = 0;
  while (size < text.size && text.data[size] != c) ++size;
  return size;
}

/// `TENANT.ID.SECRET`, where the tenant may have dots itself. Leaves `tenant` if it names none.
void find_in_api_key(Bytes key, Bytes& tenant) {
  const Bytes without_secret = {key.data, before_last_dot(key)};
  const Bytes name = {key.data, before_last_dot(without_secret)};
  if (name.size < without_secret.size && without_secret.size < key.size) tenant = name;
}

/// The claim in the second of the three parts of a JWT (RFC 7519 §3.1), decoded in `memory`. Leaves
/// `tenant` if there is none. The signature is the server's matter: whoever holds a wrong token
/// gets a 401 for it.
void find_in_jwt(Bytes jwt, MutableBytes memory, Bytes& tenant) {
  const size_t begin = before(jwt, '.') + 1;
  if (begin > jwt.size) return;
  const Bytes rest = {jwt.data + begin, jwt.size - begin};
  const size_t size = before(rest, '.');
  if (size == rest.size || size > memory.size) return;
  memcpy(memory.data, rest.data, size);
  memory.size = size;
  MutableBytes claim[1];
  if (!decode_base64(memory, Base64::url)) return;
  if (read_members(memory, "$tenant\0", claim) != Error::ok || claim[0].data == nullptr) return;
  // A null inside would cut the text short: no such tenant exists.
  if (before(claim[0], 0) == claim[0].size) tenant = claim[0];
}

/// Whether there is a text, of bytes from `least` on that are no DEL; of ASCII, if so asked.
bool is_printable(const char* text, char least, bool is_ascii) {
  const Bytes bytes = bytes_of(text);
  for (size_t i = 0; i < bytes.size; ++i) {
    const uint8_t c = bytes.data[i];
    if (c < static_cast<uint8_t>(least) || c == 0x7f || (is_ascii && c > 0x7f)) return false;
  }
  return bytes.size > 0;
}

bool is_name(const char* text) {
  return text == nullptr || is_printable(text, ' ', false);
}

}  // namespace

Error check_account(const Account& account) {
  const bool has_secret = account.credentials.scheme != Credentials::Scheme::none;
  const bool is_right = is_name(account.tenant) && is_name(account.fabric) &&
                        (!has_secret || is_printable(account.credentials.secret, '!', true));
  return is_right ? Error::ok : Error::invalid_configuration;
}

Error tenant_of(const Account& account, Tenant& out) {
  const Bytes secret = bytes_of(account.credentials.secret);
  uint8_t claims[base64_size(kJwtPayloadMax)];
  Bytes tenant = bytes_of(account.service == Service::pulsar ? "public" : "_mm");
  if (account.tenant != nullptr) {
    tenant = bytes_of(account.tenant);
  } else if (account.service == Service::gdn) {
    const Credentials::Scheme scheme = account.credentials.scheme;
    if (scheme == Credentials::Scheme::api_key) find_in_api_key(secret, tenant);
    if (scheme == Credentials::Scheme::bearer) find_in_jwt(secret, {claims, sizeof claims}, tenant);
  }
  if (tenant.size == 0 || tenant.size > Tenant::kTextMax) return Error::invalid_configuration;
  memcpy(out.text, tenant.data, tenant.size);
  out.text[tenant.size] = '\0';
  return Error::ok;
}

}  // namespace uc8
