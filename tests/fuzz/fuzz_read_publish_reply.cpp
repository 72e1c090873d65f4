// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "wire/publish.h"

using namespace uc8;
using namespace uc8::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Copy copy(data, size);
  PublishReply reply;
  if (read_publish_reply(copy.bytes(), reply) != Error::ok) return 0;
  require_inside(reply.words, copy.bytes());
  require(reply.id.size <= MessageId::kTextMax);
  require(reply.outcome == PublishReply::Outcome::stored || reply.id.size == 0);
  return 0;
}
