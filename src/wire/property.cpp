// SPDX-License-Identifier: Apache-2.0
//
// `find_property()`: looks into the properties of a delivery without changing them, so that it can
// be asked again.
#include <string.h>

#include "json/json_reader.h"
#include "uc8/consumer.h"

namespace uc8 {

namespace {

bool unescapes_to(Bytes escaped, Bytes wanted) {
  while (escaped.size > 0) {
    uint8_t character[4];
    const size_t size = take_json_character(escaped, character);
    if (size == 0 || size > wanted.size || memcmp(wanted.data, character, size) != 0) return false;
    wanted.data += size;
    wanted.size -= size;
  }
  return wanted.size == 0;
}

Result<size_t> copy_unescaped(Bytes escaped, MutableBytes out) {
  size_t done = 0;
  while (escaped.size > 0) {
    uint8_t character[4];
    const size_t size = take_json_character(escaped, character);
    if (size == 0) return Error::no_such_property;  // No text that anybody could have set.
    if (size > out.size - done) return Error::payload_too_large;
    memcpy(out.data + done, character, size);
    done += size;
  }
  return done;
}

/// Only reads, although its interface could write.
class PropertyFinder : public JsonMembers {
 public:
  PropertyFinder(const char* name, MutableBytes out) : name_(bytes_of(name)), out_(out) {}

  Result<size_t> result = Error::no_such_property;

  bool on_member(MutableBytes key, JsonValue value) override {
    if (!value.is_string() || !unescapes_to(key, name_)) return true;
    result = copy_unescaped(value.text, out_);
    return false;
  }

 private:
  Bytes name_;
  MutableBytes out_;
};

}  // namespace

Result<size_t> find_property(const Message& message, const char* name, MutableBytes out) {
  PropertyFinder finder(name, out);
  const MutableBytes document = {const_cast<uint8_t*>(message.properties.data),
                                 message.properties.size};
  if (read_json_object(document, finder) != Error::ok) return Error::no_such_property;
  return finder.result;
}

}  // namespace uc8
