// SPDX-License-Identifier: Apache-2.0
#include "broker/base64.h"

#include <array>
#include <cstdint>

namespace uc8::emulator {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::array<int8_t, 256> make_reverse() {
  std::array<int8_t, 256> reverse{};
  reverse.fill(-1);
  for (int i = 0; i < 64; ++i) {
    reverse[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  return reverse;
}

// The JDK looks at the text as ISO 8859-1: one byte a character, `?` for what is not in it.
std::string to_latin1(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte < 0x80) {
      out += text[i];
    } else if ((byte == 0xc2 || byte == 0xc3) && i + 1 < text.size()) {
      out += static_cast<char>(((byte & 3) << 6) | (static_cast<uint8_t>(text[++i]) & 0x3f));
    } else {
      out += '?';
      while (i + 1 < text.size() && (static_cast<uint8_t>(text[i + 1]) & 0xc0) == 0x80) ++i;
    }
  }
  return out;
}

std::string illegal_character(char character) {
  const auto number = static_cast<signed char>(character);
  const int magnitude = number < 0 ? -number : number;
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  if (magnitude >= 16) hex += kDigits[magnitude >> 4];
  hex += kDigits[magnitude & 15];
  return "Illegal base64 character " + (number < 0 ? "-" + hex : hex);
}

Base64Decoded failure(std::string error) {
  return {false, {}, std::move(error)};
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = bytes.size() - i;
    uint32_t bits = static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])) << 16;
    if (left > 1) bits |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[i + 1])) << 8;
    if (left > 2) bits |= static_cast<uint8_t>(bytes[i + 2]);
    out += kAlphabet[bits >> 18];
    out += kAlphabet[(bits >> 12) & 63];
    out += left > 1 ? kAlphabet[(bits >> 6) & 63] : '=';
    out += left > 2 ? kAlphabet[bits & 63] : '=';
  }
  return out;
}

Base64Decoded base64_decode(std::string_view utf8) {
  static const std::array<int8_t, 256> kReverse = make_reverse();
  const std::string text = to_latin1(utf8);
  if (text.size() == 1)
    return failure("Input byte[] should at least have 2 bytes for base64 bytes");
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  uint32_t bits = 0;
  int have = 0;  // characters of the unit begun
  size_t at = 0;
  while (at < text.size()) {
    const char character = text[at++];
    if (character == '=') {
      // `xx` must be followed by two of them, `xxx` by one; `x=` is reported below.
      const bool second_missing = have == 2 && (at == text.size() || text[at++] != '=');
      if (second_missing || have == 0) {
        return failure("Input byte array has wrong 4-byte ending unit");
      }
      break;
    }
    const int8_t six = kReverse[static_cast<uint8_t>(character)];
    if (six < 0) return failure(illegal_character(character));
    bits = (bits << 6) | static_cast<uint32_t>(six);
    if (++have == 4) {
      out += static_cast<char>(bits >> 16);
      out += static_cast<char>(bits >> 8);
      out += static_cast<char>(bits);
      bits = 0;
      have = 0;
    }
  }
  if (have == 1) return failure("Last unit does not have enough valid bits");
  if (have >= 2) out += static_cast<char>(bits >> (have == 2 ? 4 : 10));
  if (have == 3) out += static_cast<char>(bits >> 2);
  if (at < text.size()) {
    return failure("Input byte array has incorrect ending byte at " + std::to_string(at));
  }
  return {true, std::move(out), {}};
}

}  // namespace uc8::emulator
