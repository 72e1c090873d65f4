// SPDX-License-Identifier: Apache-2.0
#include "ws/ws_channel.h"

#include <string.h>
#include <wslay/wslay.h>

#include "base/assert.h"

namespace uc8 {
namespace {

constexpr uint16_t kProtocolError = 1002;
constexpr uint16_t kInvalidText = 1007;
constexpr size_t kMaskedHeaderSize = 2 + 4;  // Of a frame with less than 126 bytes.

size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

/// Whether a Close frame may carry `code`: RFC 6455 §7.4 and the registry of IANA, in which 1004
/// to 1006 and 1015 never stand in a frame and the rest below 3000 is unassigned.
bool is_close_code(uint16_t code) {
  if (code >= 3000) return code < 5000;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

}  // namespace

#ifdef UC8_WSLAY_SOURCE
// wslay_frame.c allocates its context and no more. The copy that is built with uc8 asks these, and
// hands on what its caller had in place of the context: no variable is shared between threads.
extern "C" void* uc8_wslay_malloc(void* place, size_t size) {
  const auto& memory = *static_cast<const MutableBytes*>(place);
  return size <= memory.size ? memory.data : nullptr;
}
extern "C" void uc8_wslay_free(void*) {}
#endif

struct WsChannel::Piece {
  uint8_t opcode;
  bool is_last_frame;  ///< The frame's FIN bit.
  bool ends_frame;
  Bytes payload;
};

struct WsChannel::Codec {
  static wslay_frame_context_ptr frames(WsChannel& ws) {
    return static_cast<wslay_frame_context_ptr>(ws.frames_);
  }

  static int open(WsChannel& ws) {
    static constexpr wslay_frame_callbacks kCallbacks = {on_send, on_receive, on_mask};
    wslay_frame_context_ptr made = nullptr;
#ifdef UC8_WSLAY_SOURCE
    MutableBytes memory = {ws.frame_storage_, sizeof ws.frame_storage_};
    made = reinterpret_cast<wslay_frame_context_ptr>(&memory);
#endif
    const int result = wslay_frame_context_init(&made, &kCallbacks, &ws);
    ws.frames_ = made;
    return result;
  }

  static ssize_t on_send(const uint8_t* data, size_t size, int, void* channel) {
    const size_t taken = static_cast<WsChannel*>(channel)->out_->append({data, size});
    return taken > 0 ? static_cast<ssize_t>(taken) : -1;
  }

  /// Hands out one byte of a header at a time and then no more than the frame's payload: so wslay
  /// never holds payload of a later frame back, which would have no place in the ReceiveBuffer once
  /// new raw bytes have come in.
  static ssize_t on_receive(uint8_t* to, size_t size, int, void* channel) {
    WsChannel& ws = *static_cast<WsChannel*>(channel);
    const Bytes raw = ws.in_->raw();
    size = smaller(size, raw.size);
    if (ws.frame_left_ == 0) {
      size = smaller(size, 1);
    } else if (size > ws.frame_left_) {
      size = static_cast<size_t>(ws.frame_left_);
    }
    if (size == 0) return -1;
    memcpy(to, raw.data, size);
    ws.in_->consume(size);
    return static_cast<ssize_t>(size);
  }

  static int on_mask(uint8_t* key, size_t size, void* channel) {
    static_cast<WsChannel*>(channel)->entropy_.fill({key, size});
    return 0;
  }

  /// Whether a frame that begins with `head` may come now, by what wslay does not check.
  static bool is_allowed(const WsChannel& ws, const wslay_frame_iocb& head) {
    if (head.mask != 0 || head.rsv != 0) return false;
    switch (head.opcode) {
      case WSLAY_CONTINUATION_FRAME:
        return ws.in_message_;
      case WSLAY_TEXT_FRAME:
      case WSLAY_BINARY_FRAME:
        return !ws.in_message_;
      case WSLAY_CONNECTION_CLOSE:
      case WSLAY_PING:
      case WSLAY_PONG:
        return head.payload_length <= kControlMax;
      default:
        return false;
    }
  }

  /// Feeds raw bytes to wslay until something comes of them.
  static WsEvent pull(WsChannel& ws) {
    for (;;) {
      wslay_frame_iocb got;
      const ssize_t result = wslay_frame_recv(frames(ws), &got);
      if (result == WSLAY_ERR_WANT_READ) {
        if (ws.in_->raw().size == 0) return WsEvent::none;
        continue;
      }
      if (result < 0) return ws.fail_with(kProtocolError);
      if (ws.frame_left_ == 0) {
        if (!is_allowed(ws, got)) return ws.fail_with(kProtocolError);
        ws.frame_left_ = got.payload_length;
        if (!wslay_is_ctrl_frame(got.opcode)) {
          if (!ws.in_message_) ws.begin_message(got.opcode);
        } else {
          ws.control_size_ = 0;
        }
      }
      ws.frame_left_ -= got.data_length;
      const WsEvent event =
          ws.take({got.opcode, got.fin != 0, ws.frame_left_ == 0, {got.data, got.data_length}});
      if (event != WsEvent::none) return event;
    }
  }

  /// Writes what `out` has room for; answers the payload bytes taken, or an error of wslay.
  static ssize_t send(WsChannel& ws, uint8_t opcode, size_t payload_left, Bytes piece) {
    wslay_frame_iocb frame;
    memset(&frame, 0, sizeof frame);
    frame.fin = 1;
    frame.opcode = opcode;
    frame.mask = 1;
    frame.payload_length = payload_left;
    frame.data = piece.data;
    frame.data_length = piece.size;
    return wslay_frame_send(frames(ws), &frame);
  }
};

Error WsChannel::begin() {
  end();
  frame_left_ = 0;
  message_size_ = sending_left_ = 0;
  close_code_ = 0;
  control_size_ = 0;
  in_message_ = oversized_ = ended_ = sending_ = false;
  pong_due_ = ping_due_ = close_due_ = close_sent_ = false;
  return Codec::open(*this) == 0 ? Error::ok : Error::connection_lost;
}

void WsChannel::end() {
  if (frames_ != nullptr) wslay_frame_context_free(Codec::frames(*this));
  frames_ = nullptr;
}

WsEvent WsChannel::receive(ReceiveBuffer& in) {
  if (ended_) {
    in.consume(in.raw().size);
    return WsEvent::none;
  }
  if (!in_message_ && in.message().size > 0) return WsEvent::none;
  in_ = &in;
  const WsEvent event = Codec::pull(*this);
  in_ = nullptr;
  return event;
}

WsEvent WsChannel::end_with(WsEvent event) {
  ended_ = true;
  if (in_message_) in_->clear_message();
  in_message_ = false;
  return event;
}

WsEvent WsChannel::fail_with(uint16_t close_code) {
  close_code_ = close_code;
  control_size_ = 0;
  return end_with(WsEvent::violation);
}

void WsChannel::begin_message(uint8_t opcode) {
  in_message_ = true;
  oversized_ = false;
  message_opcode_ = opcode;
  message_size_ = 0;
  utf8_.begin();
}

WsEvent WsChannel::take(const Piece& piece) {
  return wslay_is_ctrl_frame(piece.opcode) ? take_control(piece) : take_data(piece);
}

WsEvent WsChannel::take_data(const Piece& piece) {
  const bool is_text = message_opcode_ == WSLAY_TEXT_FRAME;
  const bool is_last = piece.ends_frame && piece.is_last_frame;
  if (is_text) {
    if (!utf8_.feed(piece.payload)) return fail_with(kInvalidText);
    if (is_last && !utf8_.is_whole()) return fail_with(kInvalidText);
    keep(piece.payload, is_last);
  }
  if (!is_last) return WsEvent::none;
  in_message_ = false;
  if (!is_text) return WsEvent::none;
  return oversized_ ? WsEvent::oversized : WsEvent::message;
}

void WsChannel::keep(Bytes payload, bool is_last) {
  const size_t kept = in_->message().size;
  const size_t capacity = in_->capacity();
  message_size_ += smaller(payload.size, SIZE_MAX - message_size_);
  // A full buffer could not take the raw bytes of the rest.
  if (message_size_ > capacity || (message_size_ == capacity && !is_last)) oversized_ = true;
  const size_t prefix_max = smaller(kPrefixMax, capacity / 2);
  const size_t kept_max = oversized_ ? prefix_max : capacity;
  if (kept >= kept_max) {
    in_->truncate(kept_max);
  } else {
    in_->append({payload.data, smaller(payload.size, kept_max - kept)});
  }
}

WsEvent WsChannel::take_control(const Piece& piece) {
  memcpy(control_ + control_size_, piece.payload.data, piece.payload.size);
  control_size_ = static_cast<uint8_t>(control_size_ + piece.payload.size);
  if (!piece.ends_frame) return WsEvent::none;
  if (piece.opcode == WSLAY_PONG) return WsEvent::pong;
  if (piece.opcode == WSLAY_CONNECTION_CLOSE) return take_close();
  memcpy(pong_, control_, control_size_);
  pong_size_ = control_size_;
  pong_due_ = !close_sent_;
  return WsEvent::none;
}

WsEvent WsChannel::take_close() {
  if (control_size_ == 0) return end_with(WsEvent::closed);
  if (control_size_ == 1) return fail_with(kProtocolError);
  const uint16_t code = static_cast<uint16_t>(control_[0] << 8 | control_[1]);
  if (!is_close_code(code)) return fail_with(kProtocolError);
  control_size_ = static_cast<uint8_t>(control_size_ - 2);
  memmove(control_, control_ + 2, control_size_);
  Utf8Check reason;
  if (!reason.feed({control_, control_size_}) || !reason.is_whole()) return fail_with(kInvalidText);
  close_code_ = code;
  return end_with(WsEvent::closed);
}

void WsChannel::begin_text(size_t size) {
  UC8_ASSERT(!sending_);
  sending_ = true;
  sending_left_ = size;
}

size_t WsChannel::send_text(ByteBuffer& out, Bytes piece) {
  UC8_ASSERT(sending_ && piece.size <= sending_left_);
  // wslay masks what it is given, room or not.
  piece.size = smaller(piece.size, out.space().size);
  out_ = &out;
  const ssize_t taken = Codec::send(*this, WSLAY_TEXT_FRAME, sending_left_, piece);
  out_ = nullptr;
  if (taken < 0) {
    UC8_ASSERT(taken == WSLAY_ERR_WANT_WRITE);
    return 0;
  }
  sending_left_ -= static_cast<size_t>(taken);
  if (sending_left_ == 0) sending_ = false;
  return static_cast<size_t>(taken);
}

void WsChannel::request_ping(Bytes payload) {
  UC8_ASSERT(payload.size <= sizeof ping_);
  if (payload.size > 0) memcpy(ping_, payload.data, payload.size);
  ping_size_ = static_cast<uint8_t>(payload.size);
  ping_due_ = !close_sent_;
}

void WsChannel::request_close(uint16_t code) {
  close_out_ = code;
  close_due_ = !close_sent_;
}

bool WsChannel::send_control_frame(uint8_t opcode, Bytes payload) {
  if (out_->space().size < kMaskedHeaderSize + payload.size) return false;
  const ssize_t taken = Codec::send(*this, opcode, payload.size, payload);
  UC8_ASSERT(taken == static_cast<ssize_t>(payload.size));
  return true;
}

void WsChannel::send_control(ByteBuffer& out) {
  if (sending_) return;
  out_ = &out;
  if (pong_due_) pong_due_ = !send_control_frame(WSLAY_PONG, {pong_, pong_size_});
  if (ping_due_) ping_due_ = !send_control_frame(WSLAY_PING, {ping_, ping_size_});
  if (close_due_ && !pong_due_ && !ping_due_) {
    const uint8_t code[2] = {static_cast<uint8_t>(close_out_ >> 8),
                             static_cast<uint8_t>(close_out_)};
    close_sent_ = send_control_frame(WSLAY_CONNECTION_CLOSE, {code, close_out_ == 0 ? 0U : 2U});
    close_due_ = !close_sent_;
  }
  out_ = nullptr;
}

}  // namespace uc8
