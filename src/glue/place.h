// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>

namespace uc8 {

/// Says "construct here": placement new without the C++ standard header that declares it.
struct At {
  void* memory;
};

}  // namespace uc8

inline void* operator new(size_t, uc8::At at) noexcept {
  return at.memory;
}
