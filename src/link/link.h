// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "link/client_core.h"
#include "link/connection.h"
#include "link/link_step.h"
#include "uc8/port/transport.h"
#include "uc8/stream.h"
#include "wire/endpoint.h"
#include "wire/rest_reply.h"
#include "wire/target.h"
#include "ws/ws_upgrade.h"

namespace uc8 {

/// What the glue has to do with the Transport.
enum class LinkCommand : uint8_t { none, open_transport, close_transport };

/// One object's connection to the server, through all its attempts: who we are, when to try, when
/// to give up, and whether the peer is alive. Sans-I/O: bytes, time and dice are arguments.
///
/// **set_now() before any call that follows a wait; time stands still in between.**
class Link final : private RequestText {
 public:
  Link(const Account& account, const Timeouts& timeouts, ClientCore& user, Entropy& entropy,
       MutableBytes receive, MutableBytes transmit);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void set_now(Millis now) { now_ = now; }
  Millis now() const { return now_; }

  /// Starts attempts at `first`. Errors: `wrong_state` (not at rest), `invalid_configuration`.
  Error start(LinkRequest first);
  /// The application closes. Open: first close_websocket() is awaited, for as long as `closing`
  /// may take. `closed` follows, unless `failed` is on its way already.
  void stop();
  /// Everything that had to be sent before the Close frame is sent. Once in state `closing`.
  void close_websocket();
  /// Ends the attempt or the connection. What time cures is retried; credentials and a broken
  /// protocol get one more try; the rest is `failed`.
  void break_off(Error error, Origin origin, int32_t detail);

  // The Transport's side; see glue/driver.
  LinkCommand next_command();
  const Endpoint& endpoint() const { return endpoint_; }
  bool is_opening() const { return state_ == LinkState::opening; }
  bool carries_bytes() const {
    return state_ == LinkState::requesting || state_ == LinkState::open ||
           state_ == LinkState::closing;
  }
  void transport_open();
  void transport_lost(Fault fault);
  void end_of_stream();
  size_t receive_capacity() const { return connection_.receive_capacity(); }
  MutableBytes receive_space() { return connection_.receive_space(); }
  void received(size_t n);
  /// Whether a read is armed: the clock that finds the peer silent runs only then.
  void set_read_armed(bool armed);
  Bytes transmit_pending() { return connection_.transmit_pending(); }
  void transmitted(size_t n) { connection_.transmitted(n); }

  // Time.
  static constexpr Millis kNever = ~Millis{0};
  Millis deadline() const;
  void tick();

  // The client's side.
  Event next_event();
  /// Of `interrupted`; its `fault` also of `failed`. Valid until the next attempt.
  const Interruption& interruption() const { return interruption_; }
  /// Of `pong`.
  uint32_t pong_epoch() const;
  LinkState state() const { return state_; }
  /// `failed` or `closed` is certain, and not told yet: neither start() nor stop() has an effect.
  bool is_ending() const { return ending_; }
  /// Nothing runs, and nothing is to be told.
  bool is_at_rest() const { return !ending_ && is_stopped(state_); }
  /// The application is about to hear of the end.
  void end_is_told() { ending_ = false; }
  bool is_open() const { return state_ == LinkState::open; }
  bool may_send() const { return is_open() || is_draining(); }
  WsChannel& ws() { return connection_.ws(); }
  ByteBuffer& out() { return connection_.out(); }
  const ByteBuffer& out() const { return connection_.out(); }
  /// Begins to send what ClientCore::write_message() writes. Precondition: none is under way.
  void begin_message();
  /// Sends more of it, as far as there is room. Answers whether all of it is written.
  bool continue_message();
  MutableBytes message() { return connection_.message(); }
  void done_with_message() { connection_.clear_message(); }
  /// A message was confirmed or delivered: the link is stable. (It does not acquit the peer of a
  /// broken protocol: good messages may stand before the one that nobody can read.)
  void note_progress() {
    attempt_ = 0;
    credentials_struck_ = false;
  }
  /// Asks for a PING. A pong of this epoch or a later one proves that the server has read all that
  /// was written before the call.
  uint32_t request_ping();
  /// The epoch of the next PING to be requested.
  uint32_t next_epoch() const { return epoch_ + 1; }

  // Of `rest`:
  uint16_t rest_status() const { return connection_.response().status; }
  void rest_next();              ///< Another request follows, on the same connection if it lasts.
  void rest_finish();            ///< Done; the transport is closed.
  void rest_refused();           ///< Judge the status: retry or `failed`.
  void rest_retry(Error error);  ///< Ask again later.

  const char* tenant() const { return tenant_.text; }
  Bytes last_words() const { return {words_, words_size_}; }
  void set_last_words(Bytes words);

 private:
  void write_request(WindowWriter& to) override;
  void apply(LinkInput input);
  void perform(LinkAction action);
  void send_request();
  void schedule_retry();
  void drop_transport();
  void end_with(Event event);
  void enter_open();
  bool is_second_strike(Error error);
  void on_response();
  void on_success();
  void on_refusal();
  void take_password();
  void advance(LinkRequest next);
  void on_close_frame();
  void on_violation();
  bool is_draining() const { return state_ == LinkState::closing && !close_requested_; }
  void wipe_password();
  LinkRequest first_request() const;

  static constexpr Millis kStableMs = 10'000;
  static constexpr Millis kCloseMs = 2'000;
  static constexpr Millis kAppearMs = 10'000;  // A stream may take so long to appear.

  // Small members first: the instructions that reach them are shorter (Thumb).
  const Account& account_;
  ClientCore& user_;
  Entropy& entropy_;
  LinkState state_ = LinkState::idle;
  LinkRequest first_ = LinkRequest::one_time_password;
  LinkRequest request_ = LinkRequest::one_time_password;
  bool close_transport_ = false;
  bool open_transport_ = false;
  bool created_ = false;
  bool close_requested_ = false;
  bool ending_ = false;
  bool ends_early_ = false;  // This server ends connections that it said it would keep.
  bool read_armed_ = false;
  bool credentials_struck_ = false;
  bool protocol_struck_ = false;
  uint16_t attempt_ = 0;
  size_t message_offset_ = 0;  // What of the message under way is written.
  uint32_t epoch_ = 0;
  Event notice_ = Event::none;  // Told before anything that the connection has to say.
  Interruption interruption_;   // Why the link is not up, and when the next attempt is.
  Millis now_ = 0;
  Millis phase_deadline_ = kNever;
  Millis ping_at_ = kNever;
  Millis silent_at_ = kNever;
  Millis stable_at_ = kNever;
  Millis created_at_ = kNever;
  Millis not_before_ms_ = 0;  // Retry-After of the last refusal, as a delay.
  Timeouts timeouts_;
  Endpoint endpoint_;
  Connection connection_;
  WebSocketKey key_;
  uint8_t words_size_ = 0;
  uint8_t words_[200] = {};  // A Pulsar names Java classes before it comes to the point.
  ServerAddress address_;
  Tenant tenant_;
  OneTimePassword password_;
};

}  // namespace uc8
