// SPDX-License-Identifier: Apache-2.0
//
// Feeds one HttpExchange in pieces, each of which ends at an unmapped page.
#pragma once

#include <string.h>

#include <string_view>

#include "http/http_exchange.h"
#include "support/guard_page.h"

/// Keeps what it is given, or answers an error.
class KeptBody final : public uc8::HttpBody {
 public:
  uc8::Error on_body(uc8::Bytes piece) override {
    if (size + piece.size > sizeof text) return uc8::Error::payload_too_large;
    memcpy(text + size, piece.data, piece.size);
    size += piece.size;
    return answer;
  }
  std::string_view view() const { return {text, size}; }

  uc8::Error answer = uc8::Error::ok;
  size_t size = 0;
  char text[1 << 16] = {};
};

inline uc8::Bytes bytes_in(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

/// Owned by the program, not by a test body.
class ExchangePlayer {
 public:
  void begin() {
    body.size = 0;
    body.answer = uc8::Error::ok;
    error = uc8::Error::ok;
    eaten = 0;
    exchange.begin(body);
  }

  /// Feeds `first` bytes, then the rest in steps of `step`, until the exchange ends.
  void feed(std::string_view input, size_t first, size_t step) {
    size_t size = first;
    while (!input.empty() && exchange.state() == uc8::HttpExchange::State::reading) {
      const std::string_view piece = input.substr(0, size);
      const uc8::Result<size_t> result = exchange.feed(placed(piece));
      error = result.error();
      if (!result.ok()) return;
      eaten += result.value();
      input.remove_prefix(piece.size());
      size = step;
    }
  }

  uc8::HttpExchange exchange;
  KeptBody body;
  uc8::Error error = uc8::Error::ok;
  size_t eaten = 0;

 private:
  uc8::Bytes placed(std::string_view piece) {
    const uc8::MutableBytes copy = page_.place(bytes_in(piece));
    return {copy.data, copy.size};
  }

  GuardPage page_{1 << 17};
};
