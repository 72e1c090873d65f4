// SPDX-License-Identifier: Apache-2.0
#include "net/tls_pipe.h"

#include <algorithm>
#include <cstring>

namespace uc8::gateway {
namespace {

constexpr size_t kRecordMax = 16384;

bool is_waiting(int code) {
  return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE;
}

}  // namespace

TlsPipe::TlsPipe(TlsServer& server) : server_(server) {
  mbedtls_ssl_init(&ssl_);
  // Only lack of memory makes this fail; the handshake then fails too, cleanly.
  (void)mbedtls_ssl_setup(&ssl_, server.config());
  mbedtls_ssl_set_bio(&ssl_, this, send_cipher, receive_cipher, nullptr);
}

TlsPipe::~TlsPipe() {
  mbedtls_ssl_free(&ssl_);
}

int TlsPipe::send_cipher(void* self, const unsigned char* bytes, size_t size) {
  static_cast<TlsPipe*>(self)->output_.append(reinterpret_cast<const char*>(bytes), size);
  return static_cast<int>(size);
}

int TlsPipe::receive_cipher(void* self, unsigned char* bytes, size_t size) {
  TlsPipe* pipe = static_cast<TlsPipe*>(self);
  const size_t part = std::min(size, pipe->input_size());
  if (part == 0) return MBEDTLS_ERR_SSL_WANT_READ;
  std::memcpy(bytes, pipe->input_.data() + pipe->input_used_, part);
  pipe->input_used_ += part;
  if (pipe->input_used_ == pipe->input_.size()) {
    pipe->input_.clear();
    pipe->input_used_ = 0;
  }
  return static_cast<int>(part);
}

TlsPipe::Status TlsPipe::handshake() {
  server_.begin_handshake_step();
  const int code = mbedtls_ssl_handshake(&ssl_);
  resumed_ = resumed_ || server_.session_found();
  if (is_waiting(code)) return Status::want_input;
  if (code != 0) {
    ++server_.counters().failed;
    return Status::failed;
  }
  open_ = true;
  ++(resumed_ ? server_.counters().resumed : server_.counters().full);
  return Status::ready;
}

TlsPipe::Status TlsPipe::read(std::string* plain) {
  plain->resize(kRecordMax);
  const int code =
      mbedtls_ssl_read(&ssl_, reinterpret_cast<unsigned char*>(plain->data()), plain->size());
  if (code > 0) {
    plain->resize(static_cast<size_t>(code));
    return Status::ready;
  }
  plain->clear();
  if (is_waiting(code)) return Status::want_input;
  return code == 0 || code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? Status::closed : Status::failed;
}

bool TlsPipe::write(std::string_view plain) {
  while (!plain.empty()) {
    const int code = mbedtls_ssl_write(&ssl_, reinterpret_cast<const unsigned char*>(plain.data()),
                                       plain.size());
    if (code <= 0) return false;
    plain.remove_prefix(static_cast<size_t>(code));
  }
  return true;
}

void TlsPipe::close_notify() {
  if (open_) (void)mbedtls_ssl_close_notify(&ssl_);
}

}  // namespace uc8::gateway
