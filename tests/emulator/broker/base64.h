// SPDX-License-Identifier: Apache-2.0
// Base64 as the JDK's Base64.getEncoder() and getDecoder() have it.
#pragma once

#include <string>
#include <string_view>

namespace uc8::emulator {

std::string base64_encode(std::string_view bytes);

struct Base64Decoded {
  bool ok = false;
  std::string bytes;
  std::string error;  // the JDK's words, as in `Illegal base64 character 21`
};
// Standard alphabet; padding may be missing but not be wrong; no white space. `text` is UTF-8.
Base64Decoded base64_decode(std::string_view text);

}  // namespace uc8::emulator
