// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "base/text.h"
#include "json/json_reader.h"
#include "wire/member.h"
#include "wire/rest_reply.h"

namespace uc8 {

namespace {

/// Where the reader stands. Outside the elements of the list only as much of the grammar is checked
/// as it takes to find them; an element is checked whole.
enum class Place : uint8_t {
  begin,
  key_or_end,    // Behind `{`.
  key,           // Behind a `,` between members.
  in_key,        // Its text is gathered.
  colon,
  value,
  in_value,      // A member that is skipped; depth and strings are followed.
  after_value,
  element_or_end,  // Behind `[`.
  element,         // Behind a `,` between elements.
  in_element,      // Its text is gathered.
  after_element,
  done
};

bool is_space(uint8_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class TopicMember : public JsonMembers {
 public:
  Bytes topic;
  Error error = Error::protocol_violation;  // Until there is one.

  bool on_member(MutableBytes key, JsonValue value) override {
    if (!equal({key.data, key.size}, "topic")) return true;
    error = read_text(value, topic);
    return error == Error::ok;
  }
};

/// `persistent://tenant/namespace/topic`, unescaped: its last segment.
Bytes last_segment(Bytes name) {
  size_t begin = name.size;
  while (begin > 0 && name.data[begin - 1] != '/') --begin;
  return {name.data + begin, name.size - begin};
}

}  // namespace

Error StreamListReader::feed(Bytes piece) {
  for (size_t i = 0; i < piece.size && error_ == Error::ok; ++i) error_ = step(piece.data[i]);
  return error_;
}

Error StreamListReader::finish() {
  const bool is_complete = static_cast<Place>(state_) == Place::done && seen_list_;
  if (error_ == Error::ok && !is_complete) error_ = Error::protocol_violation;
  return error_;
}

/// Follows strings and depth through a value; answers whether it goes on. A number or a word goes
/// on until something else ends it, which the caller must look at again.
bool StreamListReader::is_inside(uint8_t byte) {
  if (in_string_) {
    if (escaped_) {
      escaped_ = false;
    } else if (byte == '\\') {
      escaped_ = true;
    } else if (byte == '"') {
      in_string_ = false;
    }
    return in_string_ || depth_ > 0;
  }
  if (byte == '"') in_string_ = true;
  if (byte == '{' || byte == '[') {
    if (depth_ == UINT8_MAX) error_ = Error::payload_too_large;
    ++depth_;
  }
  if (byte == '}' || byte == ']') --depth_;
  return in_string_ || depth_ > 0;
}

Error StreamListReader::gather(uint8_t byte) {
  if (size_ == memory_.size) return Error::payload_too_large;
  memory_.data[size_++] = byte;
  return Error::ok;
}
