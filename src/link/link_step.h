// SPDX-License-Identifier: Apache-2.0
//
// The life of a link to a stream, as a pure function. No bytes, no clock, no memory: the caller
// performs the returned action and reports what came of it as the next event.
//
// One attempt is one transport: the stream's creation, the one-time password and the upgrade are
// requests that travel on it in turn. Only a server that closes in between makes us open a second
// one within the attempt.
#pragma once

#include <stdint.h>

namespace uc8 {

enum class LinkState : uint8_t {
  idle,        ///< Nothing is wanted.
  opening,     ///< The transport connects.
  requesting,  ///< A request is out; which one is the caller's to know.
  open,        ///< The WebSocket carries messages.
  closing,     ///< Our Close frame is due or out; waiting for its echo.
  waiting,     ///< For the next attempt.
  failed       ///< Nothing is retried; start() may try again.
};

enum class LinkInput : uint8_t {
  start,
  transport_open,
  answered,          ///< A request was answered well, and another one follows.
  answered_last,     ///< ... and the server will not take another on this transport.
  dropped_early,     ///< The transport ended before any byte of the answer to a later request.
  upgrade_accepted,  ///< 101.
  finished,          ///< The last request was answered well, and no WebSocket is wanted.
  lost,              ///< Time may cure it.
  refused,           ///< A human has to.
  deadline,          ///< The state took longer than it may; when waiting: the time has come.
  stop,              ///< The application closes.
  echoed             ///< The server answered our Close frame, or ended the stream.
};

enum class LinkAction : uint8_t {
  none,
  open_transport,
  reopen_transport,  ///< Close it, and open a new one for the same or an earlier request.
  send_request,
  notify_open,
  begin_close,
  schedule_retry,  ///< Close the transport, tell the interruption, compute the delay.
  notify_failed,   ///< Close the transport, tell the failure.
  release,         ///< Close the transport, tell that the link is closed.
  finish           ///< Close the transport; nothing to tell, the caller knows.
};

inline constexpr int kLinkStates = 7;
inline constexpr int kLinkInputs = 12;

struct LinkStep {
  LinkState next;
  LinkAction action;
};

constexpr bool has_transport(LinkState state) {
  return state == LinkState::opening || state == LinkState::requesting ||
         state == LinkState::open || state == LinkState::closing;
}

constexpr bool is_stopped(LinkState state) {
  return state == LinkState::idle || state == LinkState::failed;
}

/// What ends a link that has a transport, whatever it is doing.
constexpr LinkStep link_end_step(LinkState state, LinkInput input) {
  using S = LinkState;
  using A = LinkAction;
  switch (input) {
    case LinkInput::refused:
      if (state == S::closing) return {S::idle, A::release};
      return {S::failed, A::notify_failed};
    case LinkInput::lost:
    case LinkInput::deadline:
      if (state == S::closing) return {S::idle, A::release};
      return {S::waiting, A::schedule_retry};
    case LinkInput::stop:
      if (state == S::open) return {S::closing, A::begin_close};
      if (state == S::closing) return {S::closing, A::none};
      return {S::idle, A::release};
    default:
      return {state, A::none};
  }
}

constexpr LinkStep link_step(LinkState state, LinkInput input) {
  using S = LinkState;
  using I = LinkInput;
  using A = LinkAction;

  if (has_transport(state)) {
    const LinkStep end = link_end_step(state, input);
    if (end.next != state || end.action != A::none) return end;
  }
  switch (state) {
    case S::idle:
    case S::failed:
      if (input == I::start) return {S::opening, A::open_transport};
      if (input == I::stop) return {S::idle, A::release};
      break;
    case S::waiting:
      if (input == I::deadline) return {S::opening, A::open_transport};
      if (input == I::stop) return {S::idle, A::release};
      if (input == I::refused) return {S::failed, A::notify_failed};
      break;
    case S::opening:
      if (input == I::transport_open) return {S::requesting, A::send_request};
      break;
    case S::requesting:
      if (input == I::answered) return {S::requesting, A::send_request};
      if (input == I::answered_last) return {S::opening, A::reopen_transport};
      if (input == I::dropped_early) return {S::opening, A::reopen_transport};
      if (input == I::upgrade_accepted) return {S::open, A::notify_open};
      if (input == I::finished) return {S::idle, A::finish};
      break;
    case S::open:
      break;
    case S::closing:
      if (input == I::echoed) return {S::idle, A::release};
      break;
  }
  // A late event from a port that was already told to close. Expected, and harmless.
  return {state, A::none};
}

}  // namespace uc8
