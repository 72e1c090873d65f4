// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_buffer.h"
#include "base/entropy.h"
#include "base/receive_buffer.h"
#include "base/utf8_check.h"
#include "uc8/error.h"

namespace uc8 {

/// What came out of the bytes of a WebSocket.
enum class WsEvent : uint8_t {
  none,       ///< Nothing complete: more bytes are needed.
  message,    ///< A text message stands in the ReceiveBuffer; clear_message() takes it away.
  oversized,  ///< A text message ended that did not fit: its beginning stands there instead.
  pong,       ///< See pong_payload().
  closed,     ///< A Close frame; see close_code() and close_reason(). Nothing follows.
  violation   ///< The peer broke RFC 6455: answer with close 1002, 1003 or 1007. Nothing follows.
};

/// One WebSocket after its upgrade, over wslay's frame layer: frames to messages, and back.
///
/// **Only receive() reads and only send…() writes; a frame that was begun is finished before
/// another begins.** PINGs are answered, one PONG for the newest of them. Server frames must not be
/// masked, carry no reserved bit, and texts must be UTF-8. Binary messages are skipped.
class WsChannel {
 public:
  static constexpr size_t kControlMax = 125;
  /// What is kept of a message that does not fit.
  static constexpr size_t kPrefixMax = 256;

  explicit WsChannel(Entropy& entropy) : entropy_(entropy) {}
  WsChannel(const WsChannel&) = delete;
  WsChannel& operator=(const WsChannel&) = delete;

  /// A new connection. With a distribution's wslay this is one allocation, until close_down();
  /// with the source build there is none. Errors: `connection_lost` if that allocation failed.
  Error begin();
  /// Gives back what begin() took. Idempotent.
  void end();

  /// Consumes raw bytes of `in` up to the next event. While a message stands in `in` (the caller
  /// has not cleared it) nothing is consumed and `none` is answered. Control frames between the
  /// fragments of a message are served. A message of more than in.capacity() bytes is `oversized`;
  /// so is one that fills the buffer before its last frame ends. After `closed` or `violation`
  /// everything is consumed and `none` is answered.
  WsEvent receive(ReceiveBuffer& in);

  uint16_t close_code() const {
    return close_code_;
  }  ///< 0: the frame carried none. Of a
     ///< violation: the code to answer with.
  Bytes close_reason() const { return {control_, control_size_}; }  ///< At most 123 bytes.
  Bytes pong_payload() const { return {control_, control_size_}; }  ///< Until the next receive().
  /// Size of the whole message that was told as `oversized`.
  size_t oversized_size() const { return message_size_; }

  /// Begins a text message of `size` bytes. Precondition: !is_sending().
  void begin_text(size_t size);
  /// Adds the next bytes of the message begun, masked, as far as `out` has room; answers how many
  /// were taken. After the last one is_sending() is false.
  size_t send_text(ByteBuffer& out, Bytes piece);
  /// A text message was begun and not all of its bytes, or its header, have been taken.
  bool is_sending() const { return sending_; }

  // Control frames wait here until the frame under way is finished and `out` has room.
  /// Precondition: payload.size <= 8. A newer PING replaces one that still waits.
  void request_ping(Bytes payload);
  /// After it nothing else is sent. code 0: no code.
  void request_close(uint16_t code);
  /// Writes what waits (PONG, PING, then Close) as far as it fits whole.
  void send_control(ByteBuffer& out);
  bool has_control() const { return pong_due_ || ping_due_ || close_due_; }
  bool is_close_sent() const { return close_sent_; }

 private:
  struct Codec;  // The only code that knows wslay; see ws_channel.cpp.
  struct Piece;  // Payload of one frame, as far as it has arrived.

  void begin_message(uint8_t opcode);
  WsEvent take(const Piece& piece);
  WsEvent take_data(const Piece& piece);
  WsEvent take_control(const Piece& piece);
  WsEvent take_close();
  void keep(Bytes payload, bool is_last);
  WsEvent fail_with(uint16_t close_code);
  WsEvent end_with(WsEvent event);
  bool send_control_frame(uint8_t opcode, Bytes payload);

  Entropy& entropy_;
  void* frames_ = nullptr;       // wslay_frame_context_ptr.
  ReceiveBuffer* in_ = nullptr;  // Within receive().
  ByteBuffer* out_ = nullptr;    // Within send_text() and send_control().
  uint64_t frame_left_ = 0;      // Payload of the frame under way that has not come yet.
  size_t message_size_ = 0;
  size_t sending_left_ = 0;
  Utf8Check utf8_;
  uint8_t message_opcode_ = 0;
  uint16_t close_code_ = 0;
  uint16_t close_out_ = 0;
  uint8_t control_size_ = 0;
  uint8_t pong_size_ = 0;
  uint8_t ping_size_ = 0;
  bool in_message_ = false;  // A message has begun and its last frame has not ended.
  bool oversized_ = false;
  bool ended_ = false;
  bool sending_ = false;
  bool pong_due_ = false;
  bool ping_due_ = false;
  bool close_due_ = false;
  bool close_sent_ = false;
  uint8_t control_[kControlMax] = {};
  uint8_t pong_[kControlMax] = {};
  uint8_t ping_[8] = {};
  // Storage for wslay's frame context in source builds (UC8_WSLAY_SOURCE), unused otherwise.
  [[maybe_unused]] alignas(8) unsigned char frame_storage_[208 + 12 * sizeof(void*)] = {};
};

}  // namespace uc8
