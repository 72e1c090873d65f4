// SPDX-License-Identifier: Apache-2.0
#include "contract/allocations.h"

#include <limits.h>  // Says whether this is glibc.
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#define UC8_MALLOC_IS_TAKEN
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define UC8_MALLOC_IS_TAKEN
#endif

namespace {

int count = 0;
int released = 0;
int calloc_budget = -1;

}  // namespace

#ifndef UC8_MALLOC_IS_TAKEN

static bool is_spent() {
  if (calloc_budget > 0) --calloc_budget;
  return calloc_budget == 0;
}

// glibc's own, for programs that take malloc's place.
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void __libc_free(void* memory);

void* malloc(size_t size) {
  ++count;
  return __libc_malloc(size);
}

void* calloc(size_t number, size_t size) {
  ++count;
  return is_spent() ? nullptr : __libc_calloc(number, size);
}

void* realloc(void* memory, size_t size) {
  ++count;
  return __libc_realloc(memory, size);
}

void free(void* memory) {
  ++released;
  __libc_free(memory);
}
}

bool uc8::test::allocations_are_counted() {
  return true;
}

#else

bool uc8::test::allocations_are_counted() {
  return false;
}

#endif

int uc8::test::limit_callocs(int budget) {
  const int rest = calloc_budget;
  calloc_budget = budget;
  return rest;
}

int uc8::test::allocations() {
  return count;
}

int uc8::test::releases() {
  return released;
}
