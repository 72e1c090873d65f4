// SPDX-License-Identifier: Apache-2.0
#include "ws/frame.h"

#include <algorithm>

#include "ws/utf8.h"

namespace uc8::gateway {
namespace {

constexpr size_t kControlMax = 125;

bool is_known(uint8_t opcode) {
  return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

// Section 7.4: what may stand on the wire.
bool is_close_code(int code) {
  if (code < 1000 || code > 4999) return false;
  return code >= 3000 || (code <= 1014 && code != 1004 && code != 1005 && code != 1006);
}

}  // namespace

size_t FrameHeadReader::needed() const {
  if (size_ < 2) return 2;
  const int short_size = bytes_[1] & 0x7f;
  const size_t length_bytes = short_size == 126 ? 2u : short_size == 127 ? 8u : 0u;
  return 2 + length_bytes + mask_size();
}

bool FrameHeadReader::check_first_two() const {
  const uint8_t opcode = bytes_[0] & 0x0f;
  if ((bytes_[0] & 0x70) != 0 || !is_known(opcode)) return false;
  if (((bytes_[1] & 0x80) != 0) != (sender_ == Sender::client)) return false;
  if (opcode < 8) return true;
  return (bytes_[0] & 0x80) != 0 && (bytes_[1] & 0x7f) <= static_cast<int>(kControlMax);
}

bool FrameHeadReader::finish() {
  head_.fin = (bytes_[0] & 0x80) != 0;
  head_.opcode = static_cast<Opcode>(bytes_[0] & 0x0f);
  const size_t length_bytes = size_ - 2 - mask_size();
  head_.size = bytes_[1] & 0x7f;
  if (length_bytes > 0) {
    head_.size = 0;
    for (size_t at = 0; at < length_bytes; ++at) head_.size = head_.size << 8 | bytes_[2 + at];
    if (length_bytes == 2 && head_.size < 126) return false;
    if (length_bytes == 8 && (head_.size < 65536 || head_.size >> 63 != 0)) return false;
  }
  std::copy(bytes_ + size_ - mask_size(), bytes_ + size_, head_.mask);
  size_ = 0;
  return true;
}

FrameHeadReader::Status FrameHeadReader::take(std::string_view* bytes) {
  for (;;) {
    const size_t wanted = needed();
    const size_t part = std::min(wanted - size_, bytes->size());
    std::copy_n(bytes->data(), part, bytes_ + size_);
    size_ += part;
    bytes->remove_prefix(part);
    if (size_ < wanted) return Status::more;
    if (size_ == 2) {
      if (!check_first_two()) return Status::invalid;
      if (needed() > 2) continue;
    }
    return finish() ? Status::complete : Status::invalid;
  }
}

void apply_mask(const uint8_t mask[4], uint64_t offset, std::string* bytes) {
  for (char& byte : *bytes) byte = static_cast<char>(byte ^ mask[offset++ & 3]);
}

std::string write_frame(Opcode opcode, std::string_view payload, bool fin) {
  std::string frame;
  frame.reserve(payload.size() + 10);
  frame += static_cast<char>((fin ? 0x80 : 0x00) | static_cast<uint8_t>(opcode));
  const uint64_t size = payload.size();
  int length_bytes = 0;
  if (size < 126) {
    frame += static_cast<char>(size);
  } else {
    length_bytes = size < 65536 ? 2 : 8;
    frame += static_cast<char>(length_bytes == 2 ? 126 : 127);
  }
  for (int at = length_bytes - 1; at >= 0; --at) {
    frame += static_cast<char>(size >> (8 * at) & 0xff);
  }
  frame.append(payload);
  return frame;
}

std::string write_masked_frame(Opcode opcode, std::string_view payload, const uint8_t mask[4]) {
  std::string masked(payload);
  apply_mask(mask, 0, &masked);
  std::string frame = write_frame(opcode, masked);
  frame[1] = static_cast<char>(frame[1] | 0x80);
  frame.insert(frame.size() - masked.size(), reinterpret_cast<const char*>(mask), 4);
  return frame;
}

std::string write_close_payload(int code, std::string_view reason) {
  std::string payload;
  if (code == 0) return payload;
  payload += static_cast<char>(code >> 8 & 0xff);
  payload += static_cast<char>(code & 0xff);
  reason = reason.substr(0, kControlMax - 2);
  // A cut through a character would not be UTF-8.
  while (!reason.empty() && !is_utf8(reason)) reason.remove_suffix(1);
  payload.append(reason);
  return payload;
}

std::optional<CloseNote> read_close_payload(std::string_view payload) {
  CloseNote note;
  if (payload.empty()) return note;
  if (payload.size() == 1) return std::nullopt;
  note.code =
      (static_cast<unsigned char>(payload[0]) << 8) | static_cast<unsigned char>(payload[1]);
  note.reason = std::string(payload.substr(2));
  if (!is_close_code(note.code) || !is_utf8(note.reason)) return std::nullopt;
  return note;
}

}  // namespace uc8::gateway
