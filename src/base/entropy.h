// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "uc8/bytes.h"

namespace uc8 {

/// Where the core gets unpredictable bytes from; it owns no dice itself.
class Entropy {
 public:
  /// Fills all of `out`.
  virtual void fill(MutableBytes out) = 0;

 protected:
  ~Entropy() = default;
};

}  // namespace uc8
