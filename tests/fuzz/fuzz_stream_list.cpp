// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "wire/rest_reply.h"

using namespace uc8;
using namespace uc8::fuzz;

namespace {

/// Counts, and mixes what it is told into one number.
class Digest : public StreamListReader::Visitor {
 public:
  uint32_t value = 2166136261u;

  void on_stream(Bytes full_name) override {
    require(full_name.size > 0);
    for (size_t i = 0; i < full_name.size; ++i) value = (value ^ full_name.data[i]) * 16777619u;
    value ^= 0x100u;
  }
};

Error read(Bytes document, size_t piece, bool is_plain, Digest& digest) {
  uint8_t memory[48];
  StreamListReader reader({memory, sizeof memory}, digest);
  reader.reset(is_plain ? Service::pulsar : Service::gdn);
  for (size_t done = 0; done < document.size; done += piece) {
    const size_t rest = document.size - done;
    const Copy copy(document.data + done, rest < piece ? rest : piece);
    (void)reader.feed({copy.bytes().data, copy.bytes().size});
  }
  return reader.finish();
}

}  // namespace

/// The first byte chooses the kind of list and the size of the pieces, which change nothing.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const bool is_plain = (data[0] & 1) != 0;
  const Bytes document = {data + 1, size - 1};
  Digest whole;
  Digest pieces;
  const Error error = read(document, size, is_plain, whole);
  require(error == read(document, (data[0] >> 1) + 1u, is_plain, pieces));
  require(whole.value == pieces.value);
  return 0;
}
