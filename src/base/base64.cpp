// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

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

uint8_t sextet_of(uint8_t c, bool url) {
  if (c >= 'A' && c <= 'Z') return static_cast<uint8_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<uint8_t>(c - 'a' + 26);
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0' + 52);
  if (c == (url ? '-' : '+')) return 62;
  if (c == (url ? '_' : '/')) return 63;
  return kNone;
}

/// The size without padding. Padding that is there must fill the last group of four.
Result<size_t> unpadded(MutableBytes text) {
  size_t size = text.size;
  while (size > 0 && text.size - size < 2 && text.data[size - 1] == '=') --size;
  if (size != text.size && text.size % 4 != 0) return Error::protocol_violation;
  if (size % 4 == 1) return Error::protocol_violation;
  return size;
}

Result<size_t> decode(MutableBytes text, bool url) {
  const Result<size_t> size = unpadded(text);
  if (!size.ok()) return size;
  uint32_t bits = 0;
  unsigned count = 0;
  size_t out = 0;
  for (size_t i = 0; i < size.value(); ++i) {
    const uint8_t sextet = sextet_of(text.data[i], url);
    if (sextet == kNone) return Error::protocol_violation;
    bits = (bits << 6 | sextet) & 0xffffu;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    text.data[out++] = static_cast<uint8_t>(bits >> count);
  }
  // What is left over are the zero bits that filled the last character.
  if ((bits & ((1u << count) - 1)) != 0) return Error::protocol_violation;
  return out;
}

}  // namespace

void write_base64(WindowWriter& to, Bytes raw) {
  // A full ring over the bytes; it is only read from.
  ByteRing ring({const_cast<uint8_t*>(raw.data), raw.size});
  ring.push_blank(raw.size);
  write_base64(to, ring, 0, raw.size);
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

Result<size_t> decode_base64(MutableBytes text) {
  return decode(text, false);
}
Result<size_t> decode_base64url(MutableBytes text) {
  return decode(text, true);
}

}  // namespace uc8
