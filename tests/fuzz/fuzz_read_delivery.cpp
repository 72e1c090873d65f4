// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "wire/delivery.h"

using namespace uc8;
using namespace uc8::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Copy beginning(data, size);
  MessageId id;
  (void)read_truncated_delivery_id(beginning.bytes(), id);

  const Copy copy(data, size);
  Message message;
  if (read_delivery(copy.bytes(), message) != Error::ok) return 0;
  require_inside(message.payload, copy.bytes());
  require_inside(message.key, copy.bytes());
  require_inside(message.publish_time, copy.bytes());
  require_inside(message.event_time, copy.bytes());
  require_inside(message.properties, copy.bytes());
  require(message.id.size <= MessageId::kTextMax);
  uint8_t out[16];
  (void)find_property(message, "k", {out, sizeof out}).ok();
  return 0;
}
