// SPDX-License-Identifier: Apache-2.0
//
// The system's resolver, asked through libuv's thread pool.
#pragma once

#include <uv.h>

#include "uc8/port/resolver.h"

namespace uc8 {

/// `getaddrinfo` on libuv's thread pool: the one part of this port that allocates (libuv and libc
/// do, some 40 times a name) and that starts threads. Not needed for hosts that are addresses.
///
/// **Destroyed only when `idle()`: a look-up cannot be called back, so it may outlive `cancel()`
/// by the system's own time-out.** The loop must keep running until then.
class UvResolver final : public Resolver {
 public:
  explicit UvResolver(uv_loop_t& loop) : loop_(loop) {}
  UvResolver(const UvResolver&) = delete;
  UvResolver& operator=(const UvResolver&) = delete;

  int resolve(Query& query, const char* host) override;
  void cancel(Query& query) override;
  /// No look-up is under way.
  bool idle() const;

 private:
  // As many as libuv has threads by default: more would only wait there instead of here.
  static constexpr size_t kLookupsMax = 4;
  struct Lookup {
    uv_getaddrinfo_t request;
    UvResolver* resolver = nullptr;
    Query* query = nullptr;  // Null: cancelled, the answer is thrown away.
    bool busy = false;
  };
  void start_waiting();
  int start(Lookup& lookup, const char* host);
  static void on_addresses(uv_getaddrinfo_t* request, int status, addrinfo* list);

  uv_loop_t& loop_;
  Lookup lookups_[kLookupsMax];
  Query* waiting_ = nullptr;
};

}  // namespace uc8
