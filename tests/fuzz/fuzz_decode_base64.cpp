// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"
#include "fuzz_input.h"

using namespace uc8;
using namespace uc8::fuzz;

namespace {

/// Encoding is the inverse: only padding may be missing in what was accepted.
void require_same_again(Bytes raw, Bytes text) {
  MutableBytes out = {static_cast<uint8_t*>(malloc(base64_size(raw.size) + 1)),
                      base64_size(raw.size)};
  WindowWriter to(out, 0);
  write_base64(to, raw);
  require(to.written() == out.size && text.size <= out.size && out.size - text.size <= 2);
  require(text.size == 0 || memcmp(out.data, text.data, text.size) == 0);
  free(out.data);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Copy url(data, size);
  MutableBytes text = url.bytes();
  (void)decode_base64(text, Base64::url);
  const Copy copy(data, size);
  text = copy.bytes();
  if (decode_base64(text)) require_same_again({text.data, text.size}, {data, size});
  return 0;
}
