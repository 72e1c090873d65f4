// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/tls_transport.h"

#include <limits.h>
#include <mbedtls/net_sockets.h>

#include "dialect.h"
#include "tls_fault.h"
#include "uc8/port/panic.h"

namespace uc8 {
namespace {

// Records without a byte for us that one read() takes. A peer that sends more of them in a row
// than this wants to keep us busy.
constexpr int kEmptyRecordsMax = 64;

}  // namespace

// --- mbedTLS calls these for its records.

int TlsTransport::send_below(void* transport, const unsigned char* data, size_t size) {
  auto& self = *static_cast<TlsTransport*>(transport);
  const Result<size_t> result = self.below_.write({data, size < INT_MAX ? size : INT_MAX});
  if (result.ok()) return static_cast<int>(result.value());
  self.blocked_ = result.error() == Error::would_block;
  if (self.blocked_) return MBEDTLS_ERR_SSL_WANT_WRITE;
  self.below_failed_ = true;
  return MBEDTLS_ERR_NET_SEND_FAILED;
}

int TlsTransport::receive_below(void* transport, unsigned char* data, size_t size) {
  auto& self = *static_cast<TlsTransport*>(transport);
  const Result<size_t> result = self.below_.read({data, size < INT_MAX ? size : INT_MAX});
  if (result.ok()) {
    self.below_ended_ = result.value() == 0;
    return static_cast<int>(result.value());
  }
  self.blocked_ = result.error() == Error::would_block;
  if (self.blocked_) return MBEDTLS_ERR_SSL_WANT_READ;
  self.below_failed_ = true;
  return MBEDTLS_ERR_NET_RECV_FAILED;
}

// --- Errors.

Error TlsTransport::fail(Fault fault) {
  fault_ = fault;
  state_ = State::failed;
  return fault.error;
}

// What a result of mbedTLS that ends the connection means.
Error TlsTransport::conclude(int code) {
  if (below_failed_) return fail(below_.last_fault());
  TlsEvidence evidence;
  evidence.code = code;
  evidence.established = state_ == State::open;
  evidence.flags = mbedtls_ssl_get_verify_result(&ssl_);
  if (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) evidence.alert = last_alert(ssl_);
  return fail(tls_fault(evidence));
}

// --- Bytes.

Result<size_t> TlsTransport::read(MutableBytes to) {
  if (to.size == 0) uc8_panic("TlsTransport: read() into nothing would look like the end");
  if (state_ != State::open) return state_ == State::failed ? fault_.error : Error::connection_lost;
  if (ended_) return size_t{0};
  for (int i = 0; i < kEmptyRecordsMax; ++i) {
    blocked_ = false;
    const int result = mbedtls_ssl_read(&ssl_, to.data, to.size);
    if (result > 0) return static_cast<size_t>(result);
    if (blocked_ && wants_more(result)) return Error::would_block;
    if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
      ended_ = true;
      return size_t{0};
    }
    if (is_session_ticket(result)) {
      keep_session();
      continue;
    }
    if (result == 0 && below_ended_) return conclude(MBEDTLS_ERR_SSL_CONN_EOF);
    // No bytes, no error, nobody blocked: an empty record or a handshake message it refused.
    if (result != 0 && !wants_more(result)) return conclude(result);
  }
  return conclude(MBEDTLS_ERR_SSL_UNEXPECTED_RECORD);
}

Result<size_t> TlsTransport::write(Bytes from) {
  if (state_ != State::open) return state_ == State::failed ? fault_.error : Error::connection_lost;
  if (from.size == 0) return size_t{0};
  if (from.size < unfinished_) uc8_panic("TlsTransport: a blocked write() is repeated shorter");
  blocked_ = false;
  if (unfinished_ == 0 && !flush()) {
    return blocked_ ? Error::would_block : conclude(MBEDTLS_ERR_SSL_INTERNAL_ERROR);
  }
  const size_t size = unfinished_ > 0 ? unfinished_ : from.size;
  const int result = mbedtls_ssl_write(&ssl_, from.data, size);
  if (result > 0) {
    unfinished_ = 0;
    return static_cast<size_t>(result);
  }
  if (!blocked_ || !wants_more(result)) return conclude(result);
  unfinished_ = size;  // Encrypted, and partly on its way: these bytes and no others come next.
  return Error::would_block;
}

// Sends what mbedTLS still holds of a message of its own, such as an alert that read() caused.
// mbedtls_ssl_write() would take that for our bytes and report them as sent. A request for an
// alert, while there are unsent bytes, sends those and no alert.
bool TlsTransport::flush() {
  if (unsent(ssl_) == 0) return true;
  return mbedtls_ssl_send_alert_message(&ssl_, MBEDTLS_SSL_ALERT_LEVEL_WARNING,
                                        MBEDTLS_SSL_ALERT_MSG_USER_CANCELED) == 0;
}

void TlsTransport::close() {
  if (state_ == State::closed) return;
  if (state_ == State::open && flush()) (void)mbedtls_ssl_close_notify(&ssl_);
  below_.close();
  if (has_ssl_) mbedtls_ssl_free(&ssl_);
  has_ssl_ = false;
  state_ = State::closed;
}

}  // namespace uc8
