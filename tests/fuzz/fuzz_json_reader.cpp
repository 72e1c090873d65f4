// SPDX-License-Identifier: Apache-2.0
#include "fuzz_input.h"
#include "json/json_reader.h"
#include "json/json_writer.h"

using namespace uc8;
using namespace uc8::fuzz;

namespace {

class Members : public JsonMembers {
 public:
  explicit Members(MutableBytes document) : document_(document) {}
  bool is_told = false;

  bool on_member(MutableBytes key, JsonValue value) override {
    is_told = true;
    require_inside({key.data, key.size}, document_);
    require_inside({value.text.data, value.text.size}, document_);
    (void)unescape_json(key);
    if (!value.is_string()) return true;
    if (unescape_json(value.text)) write_again(value.text);
    return true;
  }

 private:
  /// What we write of a text reads back as the same text.
  static void write_again(Bytes text) {
    WindowWriter measure({}, 0);
    write_json_string(measure, text);
    MutableBytes written = {static_cast<uint8_t*>(malloc(measure.total())), measure.total()};
    WindowWriter to(written, 0);
    write_json_string(to, text);
    MutableBytes read = {written.data + 1, written.size - 2};
    require(unescape_json(read) && read.size == text.size);
    require(text.size == 0 || memcmp(read.data, text.data, text.size) == 0);
    free(written.data);
  }

  MutableBytes document_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Copy copy(data, size);
  Members members(copy.bytes());
  const Error error = read_json_object(copy.bytes(), members);
  require(error == Error::ok || !members.is_told);
  return 0;
}
