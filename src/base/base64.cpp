// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

#include "base/text.h"

namespace uc8 {

namespace {

constexpr size_t kRawPiece = 48;  // Encodes to 64 characters; a multiple of three.

const char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes n > 0 bytes, at most kRawPiece of them; answers the size.
size_t encode(const uint8_t* raw, size_t n, uint8_t* out) {
  size_t size = 0;
  for (size_t i = 0; i < n; i += 3) {
    const size_t count = n - i < 3 ? n - i : 3;
    uint32_t group = uint32_t{raw[i]} << 16;
    if (count > 1) group |= uint32_t{raw[i + 1]} << 8;
    if (count > 2) group |= raw[i + 2];
    for (size_t k = 0; k < 4; ++k) {
      const uint32_t sextet = group >> (18 - 6 * k) & 63;
      out[size++] = static_cast<uint8_t>(k <= count ? kAlphabet[sextet] : '=');
    }
  }
  return size;
}

constexpr uint8_t kNone = 64;

uint8_t sextet_of(uint8_t c, Base64 alphabet) {
  const bool is_url = alphabet == Base64::url;
  if (is_letter(c)) return static_cast<uint8_t>((c & 31) - 1 + ((c & 0x20) != 0 ? 26 : 0));
  if (is_digit(c)) return static_cast<uint8_t>(c - '0' + 52);
  if (c == (is_url ? '-' : '+')) return 62;
  return c == (is_url ? '_' : '/') ? 63 : kNone;
}

/// Takes the padding off. What is there must fill the last group of four.
bool take_padding(MutableBytes& text) {
  const size_t padded = text.size;
  while (text.size > 0 && padded - text.size < 2 && text.data[text.size - 1] == '=') --text.size;
  return text.size % 4 != 1 && (text.size == padded || padded % 4 == 0);
}

}  // namespace

void write_base64(WindowWriter& to, Bytes raw) {
  write_base64(to, ByteRing::over(raw), 0, raw.size);
}

void write_base64(WindowWriter& to, const ByteRing& ring, size_t position, size_t size) {
  const size_t end = to.total() + base64_size(size);
  // Whole groups before the window are never encoded, nor is anything behind it.
  const size_t groups_before = to.before_window() / 4;
  if (groups_before >= (size + 2) / 3) {
    to.skip(end - to.total());
    return;
  }
  to.skip(groups_before * 4);
  size_t done = groups_before * 3;
  while (done < size && !to.full()) {
    uint8_t raw[kRawPiece];
    uint8_t encoded[kRawPiece / 3 * 4];
    const size_t n = size - done < kRawPiece ? size - done : kRawPiece;
    ring.copy_out(position + done, {raw, n});
    to.bytes({encoded, encode(raw, n, encoded)});
    done += n;
  }
  to.skip(end - to.total());
}

bool decode_base64(MutableBytes& text, Base64 alphabet) {
  if (!take_padding(text)) return false;
  uint32_t bits = 0;
  unsigned count = 0;
  uint8_t* out = text.data;
  for (size_t i = 0; i < text.size; ++i) {
    const uint8_t sextet = sextet_of(text.data[i], alphabet);
    if (sextet == kNone) return false;
    bits = (bits << 6 | sextet) & 0xffffu;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    *out++ = static_cast<uint8_t>(bits >> count);
  }
  text.size = static_cast<size_t>(out - text.data);
  // What is left over are the zero bits that filled the last character.
  return (bits & ((1u << count) - 1)) == 0;
}

}  // namespace uc8
