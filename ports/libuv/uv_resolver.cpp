// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/uv_resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include "ip_address.h"

namespace uc8 {

int UvResolver::resolve(Query& query, const char* host) {
  query.next_ = nullptr;
  query.host_ = host;
  for (Lookup& lookup : lookups_) {
    if (lookup.busy) continue;
    const int error = start(lookup, host);
    if (error == 0) lookup.query = &query;
    return error;
  }
  Query** link = &waiting_;
  while (*link != nullptr) link = &(*link)->next_;
  *link = &query;
  return 0;
}

void UvResolver::cancel(Query& query) {
  for (Lookup& lookup : lookups_) {
    if (!lookup.busy || lookup.query != &query) continue;
    lookup.query = nullptr;
    (void)uv_cancel(reinterpret_cast<uv_req_t*>(&lookup.request));  // Unless it is running.
    return;
  }
  Query** link = &waiting_;
  while (*link != nullptr && *link != &query) link = &(*link)->next_;
  if (*link != nullptr) *link = query.next_;
}

bool UvResolver::idle() const {
  for (const Lookup& lookup : lookups_) {
    if (lookup.busy) return false;
  }
  return true;
}

int UvResolver::start(Lookup& lookup, const char* host) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  lookup.resolver = this;
  lookup.request.data = &lookup;
  const int error = uv_getaddrinfo(&loop_, &lookup.request, on_addresses, host, nullptr, &hints);
  lookup.busy = error == 0;
  return error;
}

void UvResolver::start_waiting() {
  for (Lookup& lookup : lookups_) {
    while (!lookup.busy && waiting_ != nullptr) {
      Query& query = *waiting_;
      waiting_ = query.next_;
      query.next_ = nullptr;
      const int error = start(lookup, query.host_);
      if (error == 0) {
        lookup.query = &query;
      } else {
        query.on_answer({nullptr, 0, error});
      }
    }
  }
}

void UvResolver::on_addresses(uv_getaddrinfo_t* request, int status, addrinfo* list) {
  constexpr size_t kAnswerMax = 16;
  auto& lookup = *static_cast<Lookup*>(request->data);
  UvResolver& self = *lookup.resolver;
  IpAddress addresses[kAnswerMax];
  size_t count = 0;
  for (const addrinfo* one = list; one != nullptr && count < kAnswerMax; one = one->ai_next) {
    if (one->ai_addr != nullptr && from_sockaddr(*one->ai_addr, &addresses[count])) ++count;
  }
  uv_freeaddrinfo(list);
  Query* const query = lookup.query;
  lookup.query = nullptr;
  lookup.busy = false;
  if (query != nullptr) {
    if (status == 0 && count == 0) status = UV_EAI_NODATA;
    query->on_answer({addresses, count, status});
  }
  self.start_waiting();
}

}  // namespace uc8
