// SPDX-License-Identifier: Apache-2.0
//
// Counts what the whole process asks of the heap, libraries included.
#pragma once

namespace uc8::test {

/// Calls of malloc, calloc and realloc so far; always 0 where `allocations_are_counted()` is false
/// (a sanitizer has taken malloc's place).
int allocations();
/// Calls of free so far; counted under the same condition.
int releases();
bool allocations_are_counted();

}  // namespace uc8::test
