// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "link/connection.h"
#include "link/link_step.h"
#include "uc8/port/transport.h"
#include "uc8/stream.h"
#include "wire/endpoint.h"
#include "wire/rest_reply.h"
#include "wire/target.h"
#include "ws/ws_upgrade.h"

namespace uc8 {

/// The requests of one attempt, in their order.
enum class LinkRequest : uint8_t {
  create,             ///< Once in the life of an object.
  one_time_password,  ///< One for every upgrade.
  upgrade,
  rest  ///< What a StreamAdmin asks, instead of all the others.
};

/// What the client layer knows and a Link does not: what to ask for.
class LinkUser {
 public:
  /// Writes `METHOD target` of any request but `one_time_password`, which is the same for all;
  /// `otp` is empty unless the upgrade carries one.
  virtual void write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) = 0;
  /// Where the body of a `rest` answer of that status goes; null: a prefix is kept.
  virtual HttpBody* body_for_rest() { return nullptr; }
  /// A refusal of the upgrade by HTTP 400: whether the next request line will differ, so that it is
  /// worth another try at once.
  virtual bool can_ask_differently() { return false; }

 protected:
  ~LinkUser() = default;
};

enum class LinkEventKind : uint8_t {
  none,
  opened,
  response,     ///< To a `rest` request: see rest_response(); answer with a `rest_…` call.
  message,      ///< See message(); done_with_message() takes it away.
  oversized,    ///< The beginning of a message that does not fit; likewise.
  pong,         ///< Its epoch is in `epoch`.
  interrupted,  ///< Retrying by itself.
  failed,
  closed
};

struct LinkEvent {
  LinkEventKind kind = LinkEventKind::none;
  Interruption interruption;  ///< Of `interrupted`; its `fault` also of `failed`.
  uint32_t epoch = 0;
};

/// What the glue has to do with the Transport.
enum class LinkCommand : uint8_t { none, open_transport, close_transport };

/// One object's connection to the server, through all its attempts: who we are, when to try, when
/// to give up, and whether the peer is alive. Sans-I/O: bytes, time and dice are arguments.
class Link final : private RequestText {
 public:
  Link(const Account& account, const Timeouts& timeouts, LinkUser& user, Entropy& entropy,
       MutableBytes receive, MutableBytes transmit);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Starts attempts at `first`. Errors: `wrong_state` (running), `invalid_configuration`.
  Error start(LinkRequest first, Millis now);
  /// The application closes. Open: first close_websocket() is awaited, for as long as `closing`
  /// may take. `closed` follows, always.
  void stop(Millis now);
  /// Everything that had to be sent before the Close frame is sent. Once in state `closing`.
  void close_websocket();
  /// The client layer found the stream protocol broken, or needs a new connection.
  void break_off(Fault fault, Millis now);

  // The Transport's side; see glue/driver.
  LinkCommand next_command();
  const Endpoint& endpoint() const { return endpoint_; }
  bool is_opening() const { return state_ == LinkState::opening; }
  bool carries_bytes() const {
    return state_ == LinkState::requesting || state_ == LinkState::open ||
           state_ == LinkState::closing;
  }
  void transport_open(Millis now);
  void transport_lost(Fault fault, Millis now);
  void end_of_stream(Millis now);
  MutableBytes receive_space() { return connection_.receive_space(); }
  void received(size_t n, Millis now);
  /// Whether a read is armed: the clock that finds the peer silent runs only then.
  void set_read_armed(bool armed, Millis now);
  Bytes transmit_pending() { return connection_.transmit_pending(); }
  void transmitted(size_t n) { connection_.transmitted(n); }

  // Time.
  static constexpr Millis kNever = ~Millis{0};
  Millis deadline() const;
  void tick(Millis now);

  // The client's side.
  LinkEvent next_event(Millis now);
  LinkState state() const { return state_; }
  bool is_open() const { return state_ == LinkState::open; }
  bool may_send() const { return (is_open() || is_draining()); }
  WsChannel& ws() { return connection_.ws(); }
  ByteBuffer& out() { return connection_.out(); }
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
  uint32_t request_ping(Millis now);
  /// The epoch of the next PING to be requested.
  uint32_t next_epoch() const { return epoch_ + 1; }

  // Of `rest`:
  uint16_t rest_status() const { return connection_.response().status; }
  void rest_next(Millis now);     ///< Another request follows, on the same connection if it lasts.
  void rest_finish(Millis now);   ///< Done; the transport is closed.
  void rest_refused(Millis now);  ///< Judge the status: retry or `failed`.
  void rest_retry(Error error, Millis now);  ///< Ask again later.

  const char* tenant() const { return tenant_.text; }
  Bytes last_words() const { return {words_, words_size_}; }
  void set_last_words(Bytes words);

 private:
  void write_request(WindowWriter& to) override;
  void apply(LinkInput input, Millis now);
  void perform(LinkAction action, Millis now);
  void send_request(Millis now);
  void schedule_retry(Millis now);
  void drop_transport();
  void enter_open(Millis now);
  void fail_with(Fault fault, Millis now);
  bool is_second_strike(Error error);
  void on_response(Millis now);
  void on_success(Millis now);
  void on_refusal(Millis now);
  void take_password(Millis now);
  void advance(LinkRequest next, Millis now);
  LinkEvent websocket_event(ConnectionEvent event, Millis now);
  void on_close_frame(Millis now);
  void on_violation(Millis now);
  bool is_draining() const { return state_ == LinkState::closing && !close_requested_; }
  void wipe_password();
  LinkRequest first_request() const;

  static constexpr Millis kStableMs = 10'000;
  static constexpr Millis kCloseMs = 2'000;
  static constexpr Millis kAppearMs = 10'000;  // A stream may take so long to appear.

  const Account& account_;
  Timeouts timeouts_;
  LinkUser& user_;
  Entropy& entropy_;
  Connection connection_;
  Endpoint endpoint_;
  ServerAddress address_;
  Tenant tenant_;
  OneTimePassword password_;
  WebSocketKey key_;

  Fault fault_;       // Why the link is not up.
  LinkEvent notice_;  // Told before anything that the connection has to say.
  Millis phase_deadline_ = kNever;
  Millis ping_at_ = kNever;
  Millis silent_at_ = kNever;
  Millis stable_at_ = kNever;
  Millis created_at_ = kNever;
  Millis not_before_ms_ = 0;  // Retry-After of the last refusal, as a delay.
  uint32_t epoch_ = 0;
  uint16_t attempt_ = 0;
  LinkState state_ = LinkState::idle;
  LinkRequest first_ = LinkRequest::one_time_password;
  LinkRequest request_ = LinkRequest::one_time_password;
  uint8_t words_size_ = 0;
  uint8_t words_[123] = {};
  bool close_transport_ = false;
  bool open_transport_ = false;
  bool created_ = false;
  bool close_requested_ = false;
  bool read_armed_ = false;
  bool credentials_struck_ = false;
  bool protocol_struck_ = false;
};

}  // namespace uc8
