// SPDX-License-Identifier: Apache-2.0
#include "gdn/jwt.h"

#include <mbedtls/md.h>

#include <algorithm>

#include "broker/base64.h"
#include "broker/json.h"
#include "broker/json_writer.h"

namespace uc8::gateway {
namespace {

std::string hmac_sha256(std::string_view secret, std::string_view text) {
  unsigned char hash[32];
  mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256),
                  reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                  reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash);
  return std::string(reinterpret_cast<const char*>(hash), sizeof hash);
}

std::string base64url(std::string_view bytes) {
  std::string text = emulator::base64_encode(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

emulator::Base64Decoded decode_base64url(std::string_view part) {
  std::string text(part);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return emulator::base64_decode(text);
}

// Not in the time that the first difference takes to be found.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  int difference = 0;
  for (size_t at = 0; at < a.size(); ++at) difference |= a[at] ^ b[at];
  return difference == 0;
}

}  // namespace

std::string sign_jwt(const JwtClaims& claims, std::string_view secret) {
  emulator::JsonWriter payload;
  payload.begin_object()
      .member("iat", claims.issued_at_s)
      .member("exp", claims.expires_at_s)
      .member("iss", "macrometa")
      .member("preferred_username", claims.user)
      .member("sub", claims.tenant)
      .member("tenant", claims.tenant)
      .end_object();
  const std::string text =
      base64url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64url(payload.text());
  return text + "." + base64url(hmac_sha256(secret, text));
}

std::optional<JwtClaims> verify_jwt(std::string_view token, std::string_view secret,
                                    int64_t now_s) {
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const emulator::Base64Decoded header = decode_base64url(token.substr(0, first));
  const emulator::Base64Decoded payload =
      decode_base64url(token.substr(first + 1, last - first - 1));
  const emulator::Base64Decoded signature = decode_base64url(token.substr(last + 1));
  if (!header.ok || !payload.ok || !signature.ok) return std::nullopt;
  if (!same_secret(signature.bytes, hmac_sha256(secret, token.substr(0, last)))) {
    return std::nullopt;
  }
  // Signed by us, so it is what sign_jwt() wrote.
  const emulator::JsonParsed head = emulator::parse_json(header.bytes);
  if (!head.ok || head.value.string_member("alg") != "HS256") return std::nullopt;
  const emulator::JsonParsed body = emulator::parse_json(payload.bytes);
  if (!body.ok) return std::nullopt;
  JwtClaims claims;
  claims.tenant = body.value.string_member("tenant").value_or("");
  claims.user = body.value.string_member("preferred_username").value_or("");
  claims.issued_at_s = body.value.integer_member("iat").value_or(0);
  claims.expires_at_s = body.value.integer_member("exp").value_or(0);
  if (claims.tenant.empty() || claims.expires_at_s <= now_s) return std::nullopt;
  return claims;
}

}  // namespace uc8::gateway
