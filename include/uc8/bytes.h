// SPDX-License-Identifier: Apache-2.0
//
// Views of memory that somebody else owns, and the unit of time.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace uc8 {

/// A view of `size` bytes that somebody else owns. Never stored beyond the call that receives it
/// unless the receiving function says so.
struct Bytes {
  const uint8_t* data = nullptr;
  size_t size = 0;
};

/// A view of `size` writable bytes that somebody else owns.
struct MutableBytes {
  uint8_t* data = nullptr;
  size_t size = 0;

  operator Bytes() const { return {data, size}; }  // NOLINT: implicit by design
};

/// The bytes of a null-terminated text, without its terminator. A null pointer is an empty view.
Bytes bytes_of(const char* text);

/// Milliseconds on a monotonic clock whose epoch is unspecified.
using Millis = uint64_t;

}  // namespace uc8
