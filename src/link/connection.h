// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_buffer.h"
#include "base/receive_buffer.h"
#include "base/window_writer.h"
#include "http/http_exchange.h"
#include "ws/ws_channel.h"

namespace uc8 {

/// Writes one whole HTTP request, again and again with the offset that WindowWriter keeps.
class RequestText {
 public:
  virtual void write_request(WindowWriter& to) = 0;

 protected:
  ~RequestText() = default;
};

/// What came out of the bytes of a connection: a WsEvent, or one of HTTP.
enum class ConnectionEvent : uint8_t {
  none = static_cast<uint8_t>(WsEvent::none),
  message = static_cast<uint8_t>(WsEvent::message),
  oversized = static_cast<uint8_t>(WsEvent::oversized),
  pong = static_cast<uint8_t>(WsEvent::pong),
  closed = static_cast<uint8_t>(WsEvent::closed),
  violation = static_cast<uint8_t>(WsEvent::violation),
  response = 16,  ///< See response() and body().
  malformed       ///< The response broke HTTP; or bytes followed a response that asked for none.
};

/// The bytes of one transport: HTTP requests in turn, then a WebSocket. It knows neither time nor
/// what the requests and messages are about.
///
/// **Bytes in by receive_space()/received(), out by transmit_pending()/transmitted(); what they
/// mean by next_event().**
class Connection final : private HttpBody {
 public:
  Connection(MutableBytes receive, MutableBytes transmit, Entropy& entropy)
      : in_(receive), out_(transmit), ws_(entropy) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// A new transport: forgets everything.
  void reset();

  /// Sends a request; its answer is next_event(). The body goes to `body`, or, if that is null, a
  /// prefix of it is kept for body(). `text` must outlive the answer.
  void begin_request(RequestText& text, HttpBody* body);
  /// After a 101. Errors: `connection_lost` (no memory for the frame codec).
  Error begin_websocket();

  size_t receive_capacity() const { return in_.capacity(); }
  MutableBytes receive_space() { return in_.space(); }
  void received(size_t n) { in_.received(n); }
  /// The peer ended the stream. Answers whether that completed a response.
  bool end_of_stream();

  /// Fills the transmit memory from the request under way, then answers what it holds.
  Bytes transmit_pending();
  void transmitted(size_t n) { out_.consume(n); }

  ConnectionEvent next_event();

  const HttpResponse& response() const { return exchange_.response(); }
  /// Of `malformed`; what the body answered, if it was that.
  Error http_error() const;
  /// No byte of the answer has come, and this is not the first request on the transport.
  bool is_dropped_early() const { return request_count_ > 1 && exchange_.is_untouched(); }
  /// The kept prefix of the last response's body.
  MutableBytes body() { return in_.message(); }

  // Once the WebSocket has begun:
  WsChannel& ws() { return ws_; }
  const WsChannel& ws() const { return ws_; }
  ByteBuffer& out() { return out_; }
  const ByteBuffer& out() const { return out_; }
  MutableBytes message() { return in_.message(); }
  void clear_message() { in_.clear_message(); }

 private:
  enum class Mode : uint8_t { quiet, http, websocket, ended };

  Error on_body(Bytes piece) override;
  ConnectionEvent next_http_event();
  ConnectionEvent next_ws_event();

  Mode mode_ = Mode::quiet;
  uint8_t request_count_ = 0;
  bool text_done_ = true;
  RequestText* text_ = nullptr;
  HttpBody* body_ = nullptr;
  size_t text_offset_ = 0;
  ReceiveBuffer in_;
  ByteBuffer out_;
  HttpExchange exchange_;
  WsChannel ws_;
};

}  // namespace uc8
