// SPDX-License-Identifier: Apache-2.0
//
// What mbedTLS 2.28 and 3.6 say differently. No other file of the port asks for the version.
#pragma once

#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>

#include "uc8/bytes.h"

namespace uc8 {

struct TlsDice {
  int (*draw)(void* dice, unsigned char* out, size_t size);
  void* dice;
};

/// Whatever mbedTLS wants done once in a program. 0 or an mbedTLS code.
int start_mbedtls();

/// Restricts `config` to TLS 1.2 and later, and asks to be told of TLS 1.3 session tickets.
void use_modern_tls(mbedtls_ssl_config* config);

/// Reads a key and checks that it belongs to `certificate`.
int read_key(mbedtls_pk_context* key, const char* pem, const mbedtls_x509_crt& certificate,
             const TlsDice& dice);

/// Bytes that mbedTLS has encrypted and could not send.
size_t unsent(const mbedtls_ssl_context& ssl);

/// The alert (RFC 8446 §6) that made the last call return MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE.
int last_alert(const mbedtls_ssl_context& ssl);

/// Does a session come with the handshake (TLS 1.2) or later, in tickets (TLS 1.3)?
bool session_comes_with_handshake(const mbedtls_ssl_context& ssl);

/// mbedTLS could not go on without the Transport below.
bool wants_more(int code);

/// A ticket has arrived where bytes were expected.
bool is_session_ticket(int code);

/// The session in `ssl` as bytes, without the server's certificate. The size; 0: none that fits.
size_t save_session(const mbedtls_ssl_context& ssl, MutableBytes to);

}  // namespace uc8
