// SPDX-License-Identifier: Apache-2.0
#include "json/json_writer.h"

namespace uc8 {

void write_json_string(WindowWriter& to, Bytes text) {
  write_json_string(to, ByteRing::over(text), 0, text.size);
}

void write_json_string(WindowWriter& to, const ByteRing& ring, size_t position, size_t size) {
  to.character('"');
  for (size_t i = 0; i < size; ++i) {
    const uint8_t c = ring.at(position + i);
    if (c < 0x20) {
      to.text("\\u00");
      to.hex(c);
      continue;
    }
    if (c == '"' || c == '\\') to.character('\\');
    to.bytes({&c, 1});
  }
  to.character('"');
}

}  // namespace uc8
