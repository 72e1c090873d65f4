// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "cli/identity.h"
#include "cli/options.h"
#include "uc8/port/libuv.h"

namespace uc8::cli {

/// The ports, put together: TCP, and TLS over it unless the address is one without.
class Network {
 public:
  /// Loads the trusted certificates. Throws a Failure.
  Network(uv_loop_t& loop, const Options& options, const Identity& identity);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  Transport& transport();
  Runtime& runtime() { return runtime_; }

 private:
  struct Tls;

  UvRuntime runtime_;
  UvResolver resolver_;
  UvTcp tcp_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace uc8::cli
