// SPDX-License-Identifier: Apache-2.0
#include "json/json_writer.h"

namespace uc8 {

namespace {

void write_character(WindowWriter& to, uint8_t c) {
  if (c < 0x20) {
    to.text(c < 0x10 ? "\\u000" : "\\u001");
    c &= 15;
    to.character(static_cast<char>(c < 10 ? '0' + c : 'a' - 10 + c));
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
