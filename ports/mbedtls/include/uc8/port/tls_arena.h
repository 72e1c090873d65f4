// SPDX-License-Identifier: Apache-2.0
//
// A fixed piece of memory for mbedTLS instead of the heap.
#pragma once

#include "uc8/bytes.h"
#include "uc8/error.h"

namespace uc8 {

/// Makes mbedTLS allocate from `arena` only, for the whole program. Called once, before any other
/// part of this port; `arena` stays for good. A connection needs some 48 kB with 16 KiB records,
/// at its handshake; when the arena is exhausted the handshake fails with `connection_lost`, and
/// `Fault::detail` says which allocation it was. But mbedTLS takes a signature that it has no
/// memory to check for a bad one: that is `tls_untrusted`, so try the size before it is shipped.
/// Errors: `invalid_configuration` if mbedTLS was built without MBEDTLS_MEMORY_BUFFER_ALLOC_C and
/// MBEDTLS_PLATFORM_MEMORY (as distributions do).
Error use_tls_arena(MutableBytes arena);

}  // namespace uc8
