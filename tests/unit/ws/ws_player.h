// SPDX-License-Identifier: Apache-2.0
//
// The server's side of a WebSocket, written without any library, and a script of what a WsChannel
// made of its bytes.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "support/guard_page.h"
#include "ws/ws_channel.h"

/// The bytes of a server, frame after frame.
class WsWire {
 public:
  static constexpr uint8_t kFin = 0x80;

  WsWire& clear();
  /// `first` is the whole first byte: FIN, reserved bits, opcode. The length is as short as can be.
  WsWire& frame(uint8_t first, std::string_view payload);
  WsWire& text(std::string_view payload) { return frame(kFin | 1, payload); }
  WsWire& close(uint16_t code, std::string_view reason);
  WsWire& raw(std::string_view bytes);
  std::string_view view() const { return {bytes_, size_}; }

 private:
  char bytes_[1 << 18] = {};
  size_t size_ = 0;
};

/// Text that grows; cut when it is full.
class Script {
 public:
  void clear() { size_ = 0; }
  void add(std::string_view text);
  void add_number(size_t number);
  std::string_view view() const { return {text_, size_}; }

 private:
  char text_[4096] = {};
  size_t size_ = 0;
};

/// Different bytes for every call, and the same in every run.
class CountingEntropy final : public uc8::Entropy {
 public:
  void fill(uc8::MutableBytes out) override;
  uint32_t calls = 0;

 private:
  uint32_t state_ = 1;
};

/// Reads what a client sent: whole masked frames. Appends `text(…) `, `ping(…) ` and so on;
/// long payloads as `text(SIZE,HASH) `; `BAD` if a frame is not as RFC 6455 wants it from a client.
void decode_client_frames(uc8::Bytes from, Script& to);
/// How a payload stands in a script.
void add_payload(std::string_view payload, Script& to);

/// One WsChannel and its buffers. Owned by the program, not by a test body.
class WsPlayer {
 public:
  /// A new connection with a receive buffer of `capacity` bytes that ends at an unmapped page.
  void begin(size_t capacity);
  /// Feeds `first` bytes, then the rest in steps of `step`; writes into the script `message(…) `,
  /// `oversized(…/SIZE) `, `pong(…) `, `closed(CODE…) ` and `violation(CODE) `.
  void feed(std::string_view input, size_t first, size_t step);
  void feed(std::string_view input) { feed(input, input.size(), input.size()); }
  /// Lets control frames out and decodes all that was sent.
  std::string_view sent();
  std::string_view script() const { return script_.view(); }

  CountingEntropy entropy;
  uc8::WsChannel ws{entropy};
  uc8::ReceiveBuffer in{{}};

 private:
  void drain();
  void tell(uc8::WsEvent event);

  GuardPage page_{1 << 16};
  Script script_;
  Script sent_;
};

/// Feeds `input` whole, byte by byte, and cut at each position; answers false, and leaves the
/// script as it was, at the first that gives another script than `want`.
bool plays_as(WsPlayer& player, size_t capacity, std::string_view input, std::string_view want);
