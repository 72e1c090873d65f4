// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string.h>

#include "base/window_writer.h"
#include "support/cmocka.h"
#include "support/guard_page.h"

namespace uc8::test {

/// Whether `generate(WindowWriter&)` writes, for every window size and every offset, exactly that
/// part of `expected`, tells its whole length, and touches nothing behind the window.
template <class Generate>
bool every_window_shows(Bytes expected, Generate generate) {
  static GuardPage page;
  for (size_t offset = 0; offset <= expected.size + 2; ++offset) {
    for (size_t size = 0; size <= expected.size + 3; ++size) {
      const size_t rest = offset < expected.size ? expected.size - offset : 0;
      const size_t wanted = rest < size ? rest : size;
      const MutableBytes window = page.place_blank(size);
      WindowWriter to(window, offset);
      generate(to);
      const bool is_right =
          to.total() == expected.size && to.written() == wanted &&
          (wanted == 0 || memcmp(window.data, expected.data + offset, wanted) == 0);
      if (is_right) continue;
      print_error("offset %zu, window %zu: total %zu, written %zu: %.*s\n", offset, size,
                  to.total(), to.written(), static_cast<int>(to.written()),
                  reinterpret_cast<const char*>(window.data));
      return false;
    }
  }
  return true;
}

template <class Generate>
bool every_window_shows(const char* expected, Generate generate) {
  return every_window_shows(bytes_of(expected), generate);
}

}  // namespace uc8::test
