// SPDX-License-Identifier: Apache-2.0
#include "unit/ws/ws_player.h"

#include <stdlib.h>
#include <string.h>

#include <new>

using std::string_view;
using uc8::Bytes;
using uc8::MutableBytes;
using uc8::WsEvent;

WsWire& WsWire::clear() {
  size_ = 0;
  return *this;
}

WsWire& WsWire::raw(string_view bytes) {
  if (size_ + bytes.size() > sizeof bytes_) abort();
  if (!bytes.empty()) memcpy(bytes_ + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
  return *this;
}

WsWire& WsWire::frame(uint8_t first, string_view payload) {
  const size_t size = payload.size();
  uint8_t header[10] = {first};
  const size_t extra = size < 126 ? 0 : size < 65536 ? 2 : 8;
  header[1] = static_cast<uint8_t>(extra == 0 ? size : extra == 2 ? 126 : 127);
  for (size_t i = 0; i < extra; ++i) {
    header[2 + i] = static_cast<uint8_t>(static_cast<uint64_t>(size) >> 8 * (extra - 1 - i));
  }
  raw({reinterpret_cast<const char*>(header), 2 + extra});
  return raw(payload);
}

WsWire& WsWire::close(uint16_t code, string_view reason) {
  char payload[125] = {static_cast<char>(code >> 8), static_cast<char>(code)};
  if (reason.size() > sizeof payload - 2) abort();
  if (!reason.empty()) memcpy(payload + 2, reason.data(), reason.size());
  return frame(kFin | 8, {payload, 2 + reason.size()});
}

void Script::add(string_view text) {
  const size_t room = sizeof text_ - size_;
  if (text.size() > room) text = text.substr(0, room);
  if (!text.empty()) memcpy(text_ + size_, text.data(), text.size());
  size_ += text.size();
}

void Script::add_number(size_t number) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  add({digits + at, sizeof digits - at});
}

void CountingEntropy::fill(MutableBytes out) {
  ++calls;
  for (size_t i = 0; i < out.size; ++i) {
    state_ = state_ * 1664525 + 1013904223;
    out.data[i] = static_cast<uint8_t>(state_ >> 24);
  }
}

void add_payload(string_view payload, Script& to) {
  if (payload.size() <= 64) {
    to.add(payload);
    return;
  }
  uint32_t hash = 2166136261U;
  for (const char c : payload) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619U;
  to.add_number(payload.size());
  to.add(",");
  to.add_number(hash);
}

namespace {

const char* name_of_frame(uint8_t first) {
  switch (first) {
    case 0x81:
      return "text(";
    case 0x88:
      return "close(";
    case 0x89:
      return "ping(";
    case 0x8A:
      return "pong(";
    default:
      return "BAD(";
  }
}

/// Takes the header of one masked frame off `from`; answers its payload's size.
bool take_header(Bytes& from, size_t& size, const uint8_t*& mask) {
  if (from.size < 2 || (from.data[1] & 0x80) == 0) return false;
  const uint8_t length = from.data[1] & 0x7F;
  const size_t extra = length < 126 ? 0 : length == 126 ? 2 : 8;
  if (from.size < 2 + extra + 4) return false;
  uint64_t value = length;
  if (extra > 0) value = 0;
  for (size_t i = 0; i < extra; ++i) value = value << 8 | from.data[2 + i];
  if (extra == 2 && value < 126) return false;
  if (extra == 8 && value < 65536) return false;
  mask = from.data + 2 + extra;
  from = {from.data + 2 + extra + 4, from.size - (2 + extra + 4)};
  size = static_cast<size_t>(value);
  return value <= from.size;
}

}  // namespace

void decode_client_frames(Bytes from, Script& to) {
  static char payload[1 << 18];
  while (from.size > 0) {
    const uint8_t first = from.data[0];
    const uint8_t* mask = nullptr;
    size_t size = 0;
    if (!take_header(from, size, mask)) return to.add("BAD");
    if (size > sizeof payload) abort();
    for (size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(from.data[i] ^ mask[i % 4]);
    from = {from.data + size, from.size - size};
    to.add(name_of_frame(first));
    if (first == 0x88 && size >= 2) {
      to.add_number(static_cast<size_t>(static_cast<uint8_t>(payload[0])) << 8 |
                    static_cast<uint8_t>(payload[1]));
      add_payload({payload + 2, size - 2}, to);
    } else {
      add_payload({payload, size}, to);
    }
    to.add(") ");
  }
}

void WsPlayer::begin(size_t capacity) {
  new (&in) uc8::ReceiveBuffer(page_.place_blank(capacity));
  script_.clear();
  sent_.clear();
  if (ws.begin() != uc8::Error::ok) abort();
}

void WsPlayer::feed(string_view input, size_t first, size_t step) {
  size_t size = first;
  while (!input.empty()) {
    string_view piece = input.substr(0, size);
    input.remove_prefix(piece.size());
    while (!piece.empty()) {
      const MutableBytes space = in.space();
      if (space.size == 0) return script_.add("stuck ");
      const string_view part = piece.substr(0, space.size);
      memcpy(space.data, part.data(), part.size());
      in.received(part.size());
      piece.remove_prefix(part.size());
      drain();
    }
    size = step;
  }
}

void WsPlayer::drain() {
  for (;;) {
    const WsEvent event = ws.receive(in);
    if (event == WsEvent::none) return;
    tell(event);
  }
}

void WsPlayer::tell(WsEvent event) {
  const MutableBytes got = in.message();
  const string_view message(reinterpret_cast<const char*>(got.data), got.size);
  const Bytes control = ws.pong_payload();
  const string_view text(reinterpret_cast<const char*>(control.data), control.size);
  switch (event) {
    case WsEvent::none:
      return;
    case WsEvent::message:
      script_.add("message(");
      add_payload(message, script_);
      in.clear_message();
      break;
    case WsEvent::oversized:
      script_.add("oversized(");
      add_payload(message, script_);
      script_.add("/");
      script_.add_number(ws.oversized_size());
      in.clear_message();
      break;
    case WsEvent::pong:
      script_.add("pong(");
      add_payload(text, script_);
      break;
    case WsEvent::closed:
    case WsEvent::violation:
      script_.add(event == WsEvent::closed ? "closed(" : "violation(");
      script_.add_number(ws.close_code());
      add_payload(text, script_);
      break;
  }
  script_.add(") ");
}

string_view WsPlayer::sent() {
  static uint8_t memory[512];
  uc8::ByteBuffer out({memory, sizeof memory});
  ws.send_control(out);
  decode_client_frames(out.pending(), sent_);
  return sent_.view();
}

bool plays_as(WsPlayer& player, size_t capacity, string_view input, string_view want) {
  const size_t size = input.size();
  player.begin(capacity);
  player.feed(input);
  if (player.script() != want) return false;
  player.begin(capacity);
  player.feed(input, 1, 1);
  if (player.script() != want) return false;
  // Long inputs are cut only where headers and buffers end.
  const size_t stride = size <= 600 ? 1 : size / 307;
  for (size_t first = 1; first < size; first += first < 24 || size - first < 24 ? 1 : stride) {
    player.begin(capacity);
    player.feed(input, first, size);
    if (player.script() != want) return false;
  }
  return true;
}
