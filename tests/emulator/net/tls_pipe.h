// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mbedtls/ssl.h>

#include <string>
#include <string_view>

#include "net/tls_server.h"

namespace uc8::gateway {

// One TLS session between two byte strings: what came from the wire goes in by feed(), what must
// go out is taken from output(). It never touches a socket.
class TlsPipe {
 public:
  enum class Status { ready, want_input, closed, failed };

  explicit TlsPipe(TlsServer& server);
  ~TlsPipe();
  TlsPipe(const TlsPipe&) = delete;
  TlsPipe& operator=(const TlsPipe&) = delete;

  void feed(std::string_view cipher) { input_.append(cipher); }

  // Goes on with the handshake as far as the input reaches; `ready` when it is over.
  Status handshake();
  bool open() const { return open_; }

  // Replaces `plain` by the next part of the clear text, at most one TLS record.
  Status read(std::string* plain);

  // Both append to output(). False: the session is broken.
  bool write(std::string_view plain);
  void close_notify();

  std::string& output() { return output_; }
  size_t input_size() const { return input_.size() - input_used_; }

 private:
  static int send_cipher(void* self, const unsigned char* bytes, size_t size);
  static int receive_cipher(void* self, unsigned char* bytes, size_t size);

  TlsServer& server_;
  mbedtls_ssl_context ssl_;
  std::string input_;
  size_t input_used_ = 0;
  std::string output_;
  bool open_ = false;
  bool resumed_ = false;
};

}  // namespace uc8::gateway
