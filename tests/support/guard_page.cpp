// SPDX-License-Identifier: Apache-2.0
#include "support/guard_page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_size() {
  return static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

uc8::MutableBytes GuardPage::room(size_t size) {
  if (map_ == nullptr || size > map_size_) {
    const size_t page = page_size();
    if (map_ != nullptr) munmap(map_, map_size_ + page);
    map_size_ = (size / page + 1) * page;
    void* map =
        mmap(nullptr, map_size_ + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) abort();
    map_ = static_cast<unsigned char*>(map);
    if (mprotect(map_ + map_size_, page, PROT_NONE) != 0) abort();
  }
  unsigned char* start = map_ + map_size_ - size;
  memset(start, 0xa5, size);
  return {start, size};
}

GuardPage::Placed GuardPage::place(uc8::Bytes bytes) {
  const uc8::MutableBytes copy = room(bytes.size);
  if (bytes.size != 0) memcpy(copy.data, bytes.data, bytes.size);
  return {{copy.data, copy.size}};
}
