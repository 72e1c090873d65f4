// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/tls_arena.h"

#include <mbedtls/version.h>  // Brings the configuration, by whichever name it has.

#if defined(MBEDTLS_MEMORY_BUFFER_ALLOC_C)
#include <mbedtls/memory_buffer_alloc.h>
#endif

namespace uc8 {

Error use_tls_arena(MutableBytes arena) {
#if defined(MBEDTLS_MEMORY_BUFFER_ALLOC_C)
  mbedtls_memory_buffer_alloc_init(arena.data, arena.size);
  return Error::ok;
#else
  (void)arena;
  return Error::invalid_configuration;
#endif
}

}  // namespace uc8
