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
/// From now on the `budget`-th calloc() (what mbedTLS asks) and each after it fails; -1: none.
/// Under the same condition. Answers what was left of the last limit: 0 if it was reached.
int limit_callocs(int budget);

}  // namespace uc8::test
