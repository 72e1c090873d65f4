// SPDX-License-Identifier: Apache-2.0
//
// Hosts that are addresses, and certificates that name them. Private to the mbedTLS port, which
// has no operating system to ask.
#pragma once

#include <mbedtls/x509_crt.h>

#include "uc8/bytes.h"

namespace uc8 {

/// The longest name of a host (RFC 1035 §2.3.4).
constexpr size_t kHostMax = 253;

/// Copies `host` without the dot at the end of an absolute name, which is for resolvers: neither
/// server names (RFC 6066 §3) nor certificates have it. False if it is too long for a name.
bool copy_host(const char* host, char (&to)[kHostMax + 1]);

/// Reads an IPv4 or IPv6 address in text form. The size: 4 or 16; 0 if `host` is not one.
uint8_t read_address(const char* host, uint8_t (&address)[16]);

/// Does the certificate have `address` among its subject alternative names (RFC 5280 §4.2.1.6)?
bool names_address(const mbedtls_x509_crt& certificate, Bytes address);

}  // namespace uc8
