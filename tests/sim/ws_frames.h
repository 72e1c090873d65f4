// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace uc8::sim {

enum : int { kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

/// A frame of the server: unmasked.
std::string encode_frame(int opcode, const std::string& payload, bool is_final = true);

struct ClientFrame {
  int opcode = 0;
  std::string payload;
};

enum class FrameStatus {
  whole,
  incomplete,
  broken  ///< Not masked, fragmented, reserved bits, a long control frame, a size not the shortest.
};

/// Takes the next frame of a client off `bytes`.
FrameStatus take_frame(std::string* bytes, ClientFrame* out);

}  // namespace uc8::sim
