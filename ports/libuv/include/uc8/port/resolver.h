// SPDX-License-Identifier: Apache-2.0
//
// From a host name to addresses: replaceable, because a device may have its own idea of names.
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

/// An address of either family, in network byte order.
struct IpAddress {
  enum class Family : uint8_t { v4, v6 };
  Family family = Family::v4;
  uint8_t octets[16] = {};  ///< The first 4 for `v4`.
  uint32_t scope = 0;       ///< The interface of a link-local `v6` address; else 0.
};

/// Looks names up. Shared by all Transports of a loop.
///
/// **The answer comes from the loop, never from inside `resolve()`, and never after `cancel()`.**
class Resolver {
 public:
  /// One question, embedded in the object that asks it.
  class Query {
   public:
    struct Answer {
      const IpAddress* list = nullptr;  ///< In order of preference; valid during the call.
      size_t count = 0;                 ///< 0: the name did not resolve.
      int code = 0;                     ///< Then the resolver's own code: it becomes Fault::detail.
    };
    /// Called exactly once per `resolve()` that returned 0, unless cancelled.
    virtual void on_answer(const Answer& answer) = 0;

   protected:
    ~Query() = default;

   private:
    friend class UvResolver;  // Keeps its waiting line in these.
    Query* next_ = nullptr;
    const char* host_ = nullptr;
  };

  /// Starts to look up `host`, which stays valid until the answer or `cancel()`. `query` must not
  /// be in use. A result other than 0 is the resolver's own code, and no answer will come.
  virtual int resolve(Query& query, const char* host) = 0;
  /// Harmless if `query` is not in use. `resolve()` may follow at once.
  virtual void cancel(Query& query) = 0;

 protected:
  ~Resolver() = default;
};

}  // namespace uc8
