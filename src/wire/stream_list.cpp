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
  key,  // Of a member; an object without any is no list.
  in_key,
  colon,
  value,
  in_scalar,  // A number or word that is skipped.
  in_value,   // A string, object or array that is skipped.
  after_value,
  list_colon,  // The member is `result`.
  list,
  first,  // Behind `[`.
  next,   // Behind a `,` between elements.
  in_element,
  after_element,
  // The same of a plain array of strings.
  plain_begin,
  plain_first,
  plain_next,
  in_plain,
  after_plain,
  done
};

/// What may come between keys, values and elements, and where it leads. The states that gather a
/// text begin with the byte that leads there.
constexpr struct {
  At at;
  char byte;
  At next;
} kSteps[] = {
    {At::begin, '{', At::key},
    {At::key, '"', At::in_key},
    {At::colon, ':', At::value},
    {At::value, '"', At::in_value},
    {At::value, '{', At::in_value},
    {At::value, '[', At::in_value},
    {At::after_value, ',', At::key},
    {At::after_value, '}', At::done},
    {At::list_colon, ':', At::list},
    {At::list, '[', At::first},
    {At::first, ']', At::after_value},
    {At::first, '{', At::in_element},
    {At::next, '{', At::in_element},
    {At::after_element, ',', At::next},
    {At::after_element, ']', At::after_value},
    {At::plain_begin, '[', At::plain_first},
    {At::plain_first, ']', At::done},
    {At::plain_first, '"', At::in_plain},
    {At::plain_next, '"', At::in_plain},
    {At::after_plain, ',', At::plain_next},
    {At::after_plain, ']', At::done},
};

constexpr uint8_t code(At at) {
  return static_cast<uint8_t>(at);
}

bool is_gathering(At at) {
  return at == At::in_key || at == At::in_value || at == At::in_element || at == At::in_plain;
}

bool is_space(uint8_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_scalar_character(uint8_t c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

Error read_element(MutableBytes element, Bytes& topic) {
  MutableBytes found[1];
  const Error error = read_members(element, "$topic\0", found);
  topic = found[0];
  return error;
}

/// `"persistent://tenant/namespace/topic"` with its quotes: the last segment.
Error read_plain_element(MutableBytes element, Bytes& topic) {
  MutableBytes name = {element.data + 1, element.size - 2};
  if (!unescape_json(name)) return Error::protocol_violation;
  size_t begin = name.size;
  while (begin > 0 && name.data[begin - 1] != '/') --begin;
  topic = {name.data + begin, name.size - begin};
  return Error::ok;
}

}  // namespace

void StreamListReader::reset(Service service) {
  const bool is_plain = service == Service::pulsar;
  state_ = code(is_plain ? At::plain_begin : At::begin);
  depth_ = 0;
  in_string_ = escaped_ = false;
  found_list_ = is_plain;
  error_ = Error::ok;
}

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
  if (is_gathering(static_cast<At>(state_))) return gather(byte);
  if (static_cast<At>(state_) == At::in_scalar) {
    if (is_scalar_character(byte)) return Error::ok;
    state_ = code(At::after_value);
  }
  if (is_space(byte)) return Error::ok;
  for (const auto& step : kSteps) {
    if (code(step.at) != state_ || static_cast<uint8_t>(step.byte) != byte) continue;
    state_ = code(step.next);
    size_ = 0;
    return is_gathering(step.next) ? gather(byte) : Error::ok;
  }
  if (static_cast<At>(state_) != At::value || !is_scalar_character(byte)) {
    return Error::protocol_violation;
  }
  state_ = code(At::in_scalar);
  return Error::ok;
}

/// Takes one byte of a string, object or array, and follows strings and depth to its end.
Error StreamListReader::gather(uint8_t byte) {
  const At at = static_cast<At>(state_);
  if (size_ < memory_.size) {
    memory_.data[size_++] = byte;
  } else if (at == At::in_element || at == At::in_plain) {
    return Error::payload_too_large;  // Of a key, what fits is enough to tell it from `result`.
  }
  if (in_string_) {
    if (byte < 0x20) return Error::protocol_violation;
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
  return in_string_ || depth_ > 0 ? Error::ok : end_of_text();
}

Error StreamListReader::end_of_text() {
  const At at = static_cast<At>(state_);
  const MutableBytes text = {memory_.data, size_};
  if (at == At::in_value) {
    state_ = code(At::after_value);
    return Error::ok;
  }
  if (at == At::in_key) {
    const bool is_list = equal(text, "\"result\"");
    if (is_list && found_list_) return Error::protocol_violation;
    found_list_ = found_list_ || is_list;
    state_ = code(is_list ? At::list_colon : At::colon);
    return Error::ok;
  }
  const bool is_plain = at == At::in_plain;
  Bytes topic;
  const Error error = is_plain ? read_plain_element(text, topic) : read_element(text, topic);
  if (error != Error::ok) return error;
  if (topic.size == 0) return Error::protocol_violation;
  visitor_.on_stream(topic);
  state_ = code(is_plain ? At::after_plain : At::after_element);
  return Error::ok;
}

}  // namespace uc8
