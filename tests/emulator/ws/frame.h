// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uc8::gateway {

enum class Opcode : uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

inline bool is_control(Opcode opcode) {
  return static_cast<uint8_t>(opcode) >= 8;
}

// Who sent a frame: a client's are masked, a server's are not.
enum class Sender { client, server };

// What a frame says before its payload (RFC 6455, section 5.2).
struct FrameHead {
  bool fin = true;
  Opcode opcode = Opcode::text;
  uint64_t size = 0;
  uint8_t mask[4] = {0, 0, 0, 0};
};

// Reads the head of a frame, byte by byte if need be.
class FrameHeadReader {
 public:
  enum class Status { more, complete, invalid };

  explicit FrameHeadReader(Sender sender = Sender::client) : sender_(sender) {}

  // Takes bytes from the front of `bytes`. After `complete` it is ready for the next head.
  // `invalid` is for good: reserved bits or opcode, the other sender's masking, a control frame
  // that is long or in parts, a length that is not in its shortest form.
  Status take(std::string_view* bytes);
  const FrameHead& head() const { return head_; }

 private:
  size_t needed() const;
  bool check_first_two() const;
  bool finish();

  size_t mask_size() const { return sender_ == Sender::client ? 4 : 0; }

  const Sender sender_;
  unsigned char bytes_[14];
  size_t size_ = 0;
  FrameHead head_;
};

// Unmasks `bytes` in place; `offset` is how much of the payload came before.
void apply_mask(const uint8_t mask[4], uint64_t offset, std::string* bytes);

// A frame as a server sends it.
std::string write_frame(Opcode opcode, std::string_view payload, bool fin = true);

// A frame as a client sends it.
std::string write_masked_frame(Opcode opcode, std::string_view payload, const uint8_t mask[4]);

// The payload of a Close frame; code 0 means none.
std::string write_close_payload(int code, std::string_view reason);

// What a Close frame says. Code 0: it carried none. None: it breaks the protocol.
struct CloseNote {
  int code = 0;
  std::string reason;
};
std::optional<CloseNote> read_close_payload(std::string_view payload);

}  // namespace uc8::gateway
