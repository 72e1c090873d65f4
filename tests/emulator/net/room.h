// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace uc8::gateway {

// What an empty buffer may hold on to: hundreds of connections that once carried a large message
// must not keep it.
constexpr std::size_t kKeptCapacity = 64 * 1024;

inline void empty(std::string* buffer) {
  buffer->clear();
  if (buffer->capacity() > kKeptCapacity) buffer->shrink_to_fit();
}

}  // namespace uc8::gateway
