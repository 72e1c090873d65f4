// SPDX-License-Identifier: Apache-2.0
#include "uc8/port/none.h"

namespace uc8 {

Error NoTransport::open(const Endpoint&, Waker&) {
  return Error::connection_lost;
}

Result<size_t> NoTransport::read(MutableBytes) {
  return Error::connection_lost;
}

Result<size_t> NoTransport::write(Bytes) {
  return Error::connection_lost;
}

Fault NoTransport::last_fault() const {
  return {Error::connection_lost, Origin::none, 0};
}

Error NoRuntime::entropy(MutableBytes) {
  return Error::connection_lost;
}

}  // namespace uc8
