// SPDX-License-Identifier: Apache-2.0
#include "cli/json_text.h"

#include "base/utf8_check.h"

namespace uc8::cli {
namespace {

/// How many bytes at the start of `text` are one well-formed character; 0: none.
size_t character_size(Bytes text) {
  for (size_t size = 1; size <= 4 && size <= text.size; ++size) {
    if (is_utf8({text.data, size})) return size;
  }
  return 0;
}

void append_escaped(std::string& out, uint8_t c) {
  static const char digits[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (c >= 0x20 && c != 0x7f) {
    out += static_cast<char>(c);
    return;
  }
  out += "\\u00";
  out += digits[c >> 4];
  out += digits[c & 15];
}

}  // namespace

void append_json_string(std::string& out, Bytes text) {
  out += '"';
  for (size_t i = 0; i < text.size;) {
    const size_t size = character_size({text.data + i, text.size - i});
    if (size == 1) {
      append_escaped(out, text.data[i]);
    } else if (size == 0) {
      out += "\xEF\xBF\xBD";
    } else {
      out.append(reinterpret_cast<const char*>(text.data + i), size);
    }
    i += size == 0 ? 1 : size;
  }
  out += '"';
}

void append_base64(std::string& out, Bytes raw) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out.reserve(out.size() + (raw.size + 2) / 3 * 4);
  for (size_t i = 0; i < raw.size; i += 3) {
    const size_t left = raw.size - i;
    const uint32_t group = uint32_t{raw.data[i]} << 16 |
                           (left > 1 ? uint32_t{raw.data[i + 1]} << 8 : 0) |
                           (left > 2 ? uint32_t{raw.data[i + 2]} : 0);
    out += alphabet[group >> 18];
    out += alphabet[group >> 12 & 63];
    out += left > 1 ? alphabet[group >> 6 & 63] : '=';
    out += left > 2 ? alphabet[group & 63] : '=';
  }
}

std::string one_line(Bytes document) {
  std::string out;
  bool in_string = false;
  bool escaped = false;
  for (size_t i = 0; i < document.size; ++i) {
    const char c = static_cast<char>(document.data[i]);
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (in_string) {
      if (c == '"' && !escaped) in_string = false;
      escaped = c == '\\' && !escaped;
    } else if (blank) {
      continue;
    } else if (c == '"') {
      in_string = true;
    }
    out += c;
  }
  return out;
}

}  // namespace uc8::cli
