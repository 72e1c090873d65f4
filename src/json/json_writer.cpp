// SPDX-License-Identifier: Apache-2.0
#include "json/json_writer.h"

namespace uc8 {

namespace {

void write_character(WindowWriter& to, uint8_t c) {
  if (c < 0x20) {
    to.text("\\u00");
    to.character(c < 0x10 ? '0' : '1');
    to.character("0123456789abcdef"[c & 15]);
    return;
  }
  if (c == '"' || c == '\\') to.character('\\');
  to.bytes({&c, 1});
}

}  // namespace

void write_json_string(WindowWriter& to, Bytes text) {
  // A full ring over the bytes; it is only read from.
  ByteRing ring({const_cast<uint8_t*>(text.data), text.size});
  ring.push_blank(text.size);
  write_json_string(to, ring, 0, text.size);
}

void write_json_string(WindowWriter& to, const ByteRing& ring, size_t position, size_t size) {
  to.character('"');
  for (size_t i = 0; i < size; ++i) write_character(to, ring.at(position + i));
  to.character('"');
}

}  // namespace uc8
