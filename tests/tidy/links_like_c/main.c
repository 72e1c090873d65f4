/* SPDX-License-Identifier: Apache-2.0
 *
 * A C program. The test links it with plain gcc against the whole of libuc8.a: if any object there
 * needed the C++ library, that would fail.
 */
#include <string.h>

#include "uc8/version.h"

_Noreturn void uc8_panic(const char* what);

int main(int argc, char** argv) {
  (void)argv;
  if (argc > 100) uc8_panic("too many arguments");
  return strlen(UC8_VERSION) == 0;
}
