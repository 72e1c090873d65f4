// SPDX-License-Identifier: Apache-2.0
//
// A port to nothing: links with any toolchain, before there is a real one.
#pragma once

#include "uc8/port/runtime.h"
#include "uc8/port/transport.h"

namespace uc8 {

/// A Transport that never connects.
///
/// **Every call but `close()` answers `connection_lost`.**
class NoTransport final : public Transport {
 public:
  Error open(const Endpoint& endpoint, Waker& waker) override;
  Result<size_t> read(MutableBytes to) override;
  Result<size_t> write(Bytes from) override;
  void close() override {}
  Fault last_fault() const override;
};

/// A Runtime whose clock stands still and whose deadlines therefore never come.
///
/// **`entropy()` answers `connection_lost`: there is none.**
class NoRuntime final : public Runtime {
 public:
  Millis now() override { return 0; }
  void arm(Deadline& deadline, Millis at) override { insert(queue_, deadline, at); }
  void disarm(Deadline& deadline) override { remove(queue_, deadline); }
  Error entropy(MutableBytes out) override;

 private:
  Deadline* queue_ = nullptr;
};

}  // namespace uc8
