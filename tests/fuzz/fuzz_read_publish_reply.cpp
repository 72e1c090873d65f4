// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "wire/publish.h"

using namespace uc8;
using namespace uc8::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Copy copy(data, size);
  const Result<PublishReply> reply = read_publish_reply(copy.bytes());
  if (!reply.ok()) return 0;
  require_inside(reply.value().words, copy.bytes());
  require(reply.value().id.size <= MessageId::kTextMax);
  require(reply.value().outcome == PublishReply::Outcome::stored || reply.value().id.size == 0);
  return 0;
}
