// SPDX-License-Identifier: Apache-2.0
#include "support/guard_page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

GuardPage::GuardPage(size_t capacity) {
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  capacity_ = (capacity + page - 1) / page * page;
  void* block =
      mmap(nullptr, capacity_ + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) abort();
  end_ = static_cast<uint8_t*>(block) + capacity_;
  if (mprotect(end_, page, PROT_NONE) != 0) abort();
}

uc8::MutableBytes GuardPage::place(uc8::Bytes from) {
  if (from.size > capacity_) abort();
  if (from.size > 0) memcpy(end_ - from.size, from.data, from.size);
  return {end_ - from.size, from.size};
}

uc8::MutableBytes GuardPage::place_blank(size_t size) {
  if (size > capacity_) abort();
  memset(end_ - size, 0, size);
  return {end_ - size, size};
}
