// SPDX-License-Identifier: Apache-2.0
#define MBEDTLS_ALLOW_PRIVATE_ACCESS  // 3.x keeps the fields of mbedtls_x509_sequence to itself.
#include "tls_host.h"

#include <string.h>

namespace uc8 {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Four decimal numbers up to the end of `text`.
bool read_v4(const char* text, uint8_t* octets) {
  for (int i = 0; i < 4; ++i) {
    unsigned value = 0;
    int digits = 0;
    for (; *text >= '0' && *text <= '9' && digits < 3; ++text, ++digits) {
      value = value * 10 + static_cast<unsigned>(*text - '0');
    }
    if (digits == 0 || value > 255) return false;
    octets[i] = static_cast<uint8_t>(value);
    if (*text++ != (i < 3 ? '.' : '\0')) return false;
  }
  return true;
}

// Up to four hexadecimal digits; the number of characters, 0 if there is none.
size_t read_group(const char* text, uint8_t* octets) {
  unsigned value = 0;
  size_t size = 0;
  for (; size < 4 && hex_value(text[size]) >= 0; ++size) {
    value = value * 16 + static_cast<unsigned>(hex_value(text[size]));
  }
  octets[0] = static_cast<uint8_t>(value >> 8);
  octets[1] = static_cast<uint8_t>(value & 0xFF);
  return size;
}

bool ends(char c) {
  return c == '\0' || c == '%';
}

// RFC 4291 §2.2. A scope (`%eth0`) is no part of the address.
bool read_v6(const char* text, uint8_t (&octets)[16]) {
  size_t at = 0;
  int gap = -1;  // Where "::" stands.
  if (text[0] == ':') {
    if (text[1] != ':') return false;
    ++text;  // The loop below sees the second colon as the end of an empty group.
  }
  while (!ends(*text)) {
    if (*text == ':') {
      if (gap >= 0) return false;
      gap = static_cast<int>(at);
      ++text;
      continue;
    }
    if (at <= 12 && read_v4(text, octets + at)) {
      at += 4;
      break;
    }
    if (at > 14) return false;
    const size_t size = read_group(text, octets + at);
    if (size == 0) return false;
    text += size;
    at += 2;
    if (*text == ':' && !ends(text[1])) {
      ++text;
    } else if (!ends(*text)) {
      return false;
    }
  }
  if (gap < 0) return at == 16;
  if (at > 14) return false;
  const size_t begin = static_cast<size_t>(gap);
  memmove(octets + 16 - (at - begin), octets + begin, at - begin);
  memset(octets + begin, 0, 16 - at);
  return true;
}

}  // namespace

bool copy_host(const char* host, char (&to)[kHostMax + 1]) {
  size_t size = strlen(host);
  if (size > 0 && host[size - 1] == '.') --size;
  if (size > kHostMax) return false;
  memcpy(to, host, size);
  to[size] = '\0';
  return true;
}

uint8_t read_address(const char* host, uint8_t (&address)[16]) {
  memset(address, 0, sizeof address);
  if (read_v4(host, address)) return 4;
  if (read_v6(host, address)) return 16;
  return 0;
}

bool names_address(const mbedtls_x509_crt& certificate, Bytes address) {
  constexpr int kIpAddress = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7;
  const mbedtls_x509_sequence* name = &certificate.subject_alt_names;
  for (; name != nullptr; name = name->next) {
    if (name->buf.tag == kIpAddress && name->buf.len == address.size &&
        memcmp(name->buf.p, address.data, address.size) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace uc8
