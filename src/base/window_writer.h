// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

/// Writes the part of a text that falls into one window: bytes [offset, offset + window.size).
///
/// A text that is longer than any buffer is produced by running the same generator again and again,
/// each time with the offset where the last window ended. Nothing is kept between runs, and a run
/// with an empty window tells the total length. Skipped bytes cost nothing but arithmetic.
class WindowWriter {
 public:
  WindowWriter(MutableBytes window, size_t offset) : window_(window), offset_(offset) {}

  void bytes(Bytes from);
  void text(const char* from);
  void character(char from);
  /// With zeros in front up to `digits_min` digits, at most 20.
  void decimal(uint64_t value, size_t digits_min = 1);
  void signed_decimal(int64_t value);
  /// Two upper-case digits.
  void hex(uint8_t value);
  /// Percent-encodes everything but RFC 3986's unreserved characters.
  void percent_encoded(Bytes from);

  /// Length of the whole text so far, in and out of the window.
  size_t total() const { return position_; }
  /// Bytes of the window that were filled.
  size_t written() const { return written_; }
  /// Nothing that follows can fall into the window.
  bool full() const { return position_ >= offset_ + window_.size; }
  /// Skips n bytes of the text that are known to lie before the window or behind it.
  /// Precondition: the n bytes from total() on do not overlap the window.
  void skip(size_t n) { position_ += n; }
  /// How much of the text from total() on lies before the window.
  size_t before_window() const { return position_ < offset_ ? offset_ - position_ : 0; }

 private:
  MutableBytes window_;
  size_t offset_;
  size_t position_ = 0;
  size_t written_ = 0;
};

}  // namespace uc8
