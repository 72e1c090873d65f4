// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "json/json_reader.h"
#include "wire/member.h"
#include "wire/rest_reply.h"

namespace uc8 {

namespace {

/// Where the reader stands. Outside the elements of the list only as much of the grammar is checked
/// as it takes to find them; an element is checked whole.
enum class At : uint8_t {
  begin,
  key,     // Of a member; an object without any is no list.
  in_key,  // Its text is gathered.
  colon,
  value,
  in_scalar,  // A number or word that is skipped.
  in_value,   // A string, object or array that is skipped.
  after_value,
  element_or_end,  // Behind `[`.
  element,         // Behind a `,` between elements.
  in_element,      // Its text is gathered.
  after_element,
  done
};

constexpr uint8_t code(At at) {
  return static_cast<uint8_t>(at);
}

bool is_space(uint8_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_scalar_character(uint8_t c) {
  return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '-' || c == '.';
}

Error read_element(MutableBytes element, Bytes& topic) {
  Member members[] = {{"topic", JsonType::string}};
  const Error error = read_members(element, members);
  topic = members[0].view();
  return error;
}

/// `"persistent://tenant/namespace/topic"` with its quotes: the last segment.
Error read_plain_element(MutableBytes element, Bytes& topic) {
  const MutableBytes name = {element.data + 1, element.size - 2};
  const Result<size_t> size = unescape_json(name);
  if (!size.ok()) return size.error();
  size_t begin = size.value();
  while (begin > 0 && name.data[begin - 1] != '/') --begin;
  topic = {name.data + begin, size.value() - begin};
  return Error::ok;
}

}  // namespace

Error StreamListReader::feed(Bytes piece) {
  for (size_t i = 0; i < piece.size && error_ == Error::ok; ++i) error_ = step(piece.data[i]);
  return error_;
}

Error StreamListReader::finish() {
  const bool is_complete = static_cast<At>(state_) == At::done && found_list_;
  if (error_ == Error::ok && !is_complete) error_ = Error::protocol_violation;
  return error_;
}

Error StreamListReader::step(uint8_t byte) {
  if (in_string_ && byte < 0x20) return Error::protocol_violation;
  switch (static_cast<At>(state_)) {
    case At::in_key:
      return step_in_key(byte);
    case At::in_scalar:
      if (is_scalar_character(byte)) return Error::ok;
      (void)go(code(At::after_value));
      return step(byte);
    case At::in_value:
      return step_in_value(byte);
    case At::in_element:
      if (size_ == memory_.size) return Error::payload_too_large;
      memory_.data[size_++] = byte;
      return step_in_value(byte);
    default:
      return is_space(byte) ? Error::ok : step_between(byte);
  }
}

Error StreamListReader::step_in_key(uint8_t byte) {
  if (byte == '"' && !escaped_) {
    in_string_ = false;
    is_list_key_ = equal({memory_.data, size_}, "result");
    return go(code(At::colon));
  }
  escaped_ = byte == '\\' && !escaped_;
  // What fits is enough to tell it from `result`.
  if (size_ < memory_.size) memory_.data[size_++] = byte;
  return Error::ok;
}

/// Follows strings and depth to the end of a value that is not a scalar.
Error StreamListReader::step_in_value(uint8_t byte) {
  if (in_string_) {
    if (byte == '"' && !escaped_) in_string_ = false;
    escaped_ = byte == '\\' && !escaped_;
  } else if (byte == '"') {
    in_string_ = true;
  } else if (byte == '{' || byte == '[') {
    if (depth_ == UINT8_MAX) return Error::payload_too_large;
    ++depth_;
  } else if (byte == '}' || byte == ']') {
    --depth_;
  }
  if (in_string_ || depth_ > 0) return Error::ok;
  if (static_cast<At>(state_) == At::in_element) return end_of_element();
  return go(code(At::after_value));
}

Error StreamListReader::step_between(uint8_t byte) {
  switch (static_cast<At>(state_)) {
    case At::begin:
      found_list_ = plain_array_;
      if (byte != (plain_array_ ? '[' : '{')) break;
      return go(code(plain_array_ ? At::element_or_end : At::key));
    case At::key:
      if (byte != '"') break;
      in_string_ = true;
      size_ = 0;
      return go(code(At::in_key));
    case At::colon:
      if (byte != ':') break;
      return go(code(At::value));
    case At::value:
      return begin_value(byte);
    case At::after_value:
      if (byte == ',') return go(code(At::key));
      if (byte == '}') return go(code(At::done));
      break;
    case At::element_or_end:
    case At::after_element:
      if (byte == ']') return go(code(plain_array_ ? At::done : At::after_value));
      if (static_cast<At>(state_) == At::element_or_end) return begin_element(byte);
      if (byte == ',') return go(code(At::element));
      break;
    case At::element:
      return begin_element(byte);
    default:
      break;
  }
  return Error::protocol_violation;
}

Error StreamListReader::begin_value(uint8_t byte) {
  if (is_list_key_) {
    if (byte != '[' || found_list_) return Error::protocol_violation;
    found_list_ = true;
    return go(code(At::element_or_end));
  }
  if (is_scalar_character(byte)) return go(code(At::in_scalar));
  if (byte != '"' && byte != '{' && byte != '[') return Error::protocol_violation;
  (void)go(code(At::in_value));
  return step_in_value(byte);
}

Error StreamListReader::begin_element(uint8_t byte) {
  if (byte != (plain_array_ ? '"' : '{')) return Error::protocol_violation;
  size_ = 0;
  (void)go(code(At::in_element));
  return step(byte);
}

Error StreamListReader::end_of_element() {
  Bytes topic;
  const MutableBytes element = {memory_.data, size_};
  const Error error =
      plain_array_ ? read_plain_element(element, topic) : read_element(element, topic);
  if (error != Error::ok) return error;
  if (topic.size == 0) return Error::protocol_violation;
  visitor_.on_stream(topic);
  return go(code(At::after_element));
}

}  // namespace uc8
