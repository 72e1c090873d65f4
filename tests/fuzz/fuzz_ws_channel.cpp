// SPDX-License-Identifier: Apache-2.0
//
// Any bytes are events or a violation, cutting them in pieces changes nothing, and what is sent
// meanwhile is whole masked frames.
#include <stdlib.h>
#include <string.h>

#include <string>

#include "base/utf8_check.h"
#include "ws/ws_channel.h"

using namespace uc8;

namespace {

void require(bool condition) {
  if (!condition) abort();
}

class ZeroEntropy final : public Entropy {
 public:
  void fill(MutableBytes out) override { memset(out.data, 0x5A, out.size); }
};

std::string text_of(Bytes from) {
  return std::string(reinterpret_cast<const char*>(from.data), from.size);
}

/// One connection with buffers of exactly the size they say.
class Player {
 public:
  Player(size_t capacity, bool sends)
      : memory_(static_cast<uint8_t*>(malloc(capacity))), in_({memory_, capacity}), sends_(sends) {
    require(ws_.begin() == Error::ok);
  }
  ~Player() {
    ws_.end();
    free(memory_);
  }

  void feed(Bytes piece) {
    while (piece.size > 0) {
      const MutableBytes space = in_.space();
      require(space.size > 0);
      const size_t part = piece.size < space.size ? piece.size : space.size;
      memcpy(space.data, piece.data, part);
      in_.received(part);
      piece = {piece.data + part, piece.size - part};
      while (take_event()) {
      }
      if (sends_) send();
    }
  }

  const std::string& script() const { return script_; }

 private:
  bool take_event() {
    const WsEvent event = ws_.receive(in_);
    if (event == WsEvent::none) return false;
    require(!ended_);
    const MutableBytes got = in_.message();
    const Bytes message = {got.data, got.size};
    script_ += static_cast<char>('0' + static_cast<int>(event));
    if (event == WsEvent::message) require(is_utf8(message));
    if (event == WsEvent::message || event == WsEvent::oversized) {
      script_ += text_of(message);
      in_.clear_message();
    }
    if (event == WsEvent::oversized) script_ += std::to_string(ws_.oversized_size());
    if (event == WsEvent::pong) script_ += text_of(ws_.pong_payload());
    ended_ = event == WsEvent::closed || event == WsEvent::violation;
    if (ended_) script_ += std::to_string(ws_.close_code()) + text_of(ws_.close_reason());
    script_ += '\n';
    return true;
  }

  void send() {
    uint8_t memory[64];
    ByteBuffer out({memory, 1 + script_.size() % sizeof memory});
    if (!ws_.is_sending()) {
      left_ = script_.size() % 300;
      ws_.begin_text(left_);
    }
    const Bytes piece = {reinterpret_cast<const uint8_t*>(script_.data()),
                         left_ < script_.size() ? left_ : script_.size()};
    left_ -= ws_.send_text(out, piece);
    ws_.send_control(out);
  }

  ZeroEntropy entropy_;
  WsChannel ws_{entropy_};
  uint8_t* memory_;
  ReceiveBuffer in_;
  bool sends_;
  bool ended_ = false;
  size_t left_ = 0;
  std::string script_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const size_t step = 1 + data[0] % 64;
  const size_t capacity = 16 + data[1] * 3U;
  const Bytes input = {data + 2, size - 2};
  Player whole(capacity, false);
  whole.feed(input);
  Player cut(capacity, true);
  for (size_t at = 0; at < input.size; at += step) {
    cut.feed({input.data + at, input.size - at < step ? input.size - at : step});
  }
  require(whole.script() == cut.script());
  return 0;
}
