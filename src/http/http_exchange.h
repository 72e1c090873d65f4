// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"
#include "uc8/error.h"

namespace uc8 {

/// Takes the body of one response, in pieces.
class HttpBody {
 public:
  /// `piece` lies inside what was fed. Errors end the exchange with the same error.
  virtual Error on_body(Bytes piece) = 0;

 protected:
  ~HttpBody() = default;
};

/// The header of one response.
struct HttpResponse {
  static constexpr size_t kAcceptSize = 28;
  static constexpr size_t kLocationMax = 123;

  uint16_t status = 0;
  bool keep_alive = false;     ///< The connection takes another request.
  bool is_upgrade = false;     ///< A 101 with `Upgrade: websocket` and `Connection: upgrade`.
  bool has_extension = false;  ///< Sec-WebSocket-Extensions or -Protocol, which we never offer.
  uint32_t retry_after_s = 0;  ///< Retry-After in seconds, capped at 3600; 0: none, or a date.
  uint8_t accept_size = 0;     ///< Sec-WebSocket-Accept; larger than kAcceptSize: wrong anyway.
  char accept[kAcceptSize] = {};
  uint8_t location_size = 0;
  char location[kLocationMax] = {};  ///< A prefix of the Location.
};

/// Reads the response to one request, over llhttp in its strict mode.
///
/// **Feed what arrives until state() is not `reading`; then begin() again for the next request.**
/// 1xx answers other than 101 are skipped. 16 KiB without a byte of body are a violation. Bytes
/// behind the end of a response other than a 101 are not consumed: they are a violation, which the
/// caller judges. A 101 ends at its empty line.
class HttpExchange {
 public:
  enum class State : uint8_t { idle, reading, complete, failed };

  HttpExchange() = default;
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  void begin(HttpBody& body);

  /// Answers how many bytes of `in` were consumed.
  /// Errors: `protocol_violation`, or what the body answered. Then state() is `failed`.
  Result<size_t> feed(Bytes in);

  /// The stream ended. `ok` completes a body that only the end delimits; otherwise
  /// `connection_lost`.
  Error end_of_stream();

  State state() const { return state_; }
  /// Of `failed`.
  Error error() const { return error_; }
  /// Nothing of the answer has arrived yet.
  bool is_untouched() const { return untouched_; }
  /// Valid once the header is complete: in on_body() and when state() is `complete`.
  const HttpResponse& response() const { return response_; }

 private:
  struct Callbacks;  // The only code that knows llhttp; see http_exchange.cpp.
  enum class Field : uint8_t {
    upgrade,
    accept,
    extensions,
    protocol,
    location,
    retry_after,
    other
  };
  // What may arrive without a byte of body in it: the header, trailers, chunk extensions, 1xx.
  static constexpr uint16_t kOverheadMax = 16 * 1024;

  Error fail_with(Error error);

  HttpBody* body_ = nullptr;
  const uint8_t* overhead_begin_ = nullptr;  // Within feed(): behind the last byte of body.
  uint16_t overhead_ = 0;
  State state_ = State::idle;
  bool untouched_ = true;
  bool is_websocket_ = false;  // What the Upgrade field says.
  bool header_complete_ = false;
  Field field_ = Field::other;
  Error error_ = Error::ok;
  uint8_t name_size_ = 0;   // One more than name_ holds: the name is longer.
  uint8_t value_size_ = 0;  // The same.
  char name_[24] = {};      // As long as the longest name we care for.
  char value_[64] = {};     // Of a field that is compared; Location has its own.
  HttpResponse response_;
  alignas(8) unsigned char parser_[32 + 8 * sizeof(void*)] = {};  // llhttp_t; size checked.
};

}  // namespace uc8
