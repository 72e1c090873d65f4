// SPDX-License-Identifier: Apache-2.0
#include "json/json_reader.h"

#include <string.h>

#include "base/text.h"

// Strict mode refuses more, early. Parent links would cost a quarter more stack, and what they save
// is bounded by kJsonTokensMax.
#define JSMN_STATIC
#define JSMN_STRICT
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif
#include <jsmn.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace uc8 {

namespace {

/// All of jsmn is inlined here: a symbol of its own, so that its size can be told from ours.
[[gnu::noinline]] int uc8_jsmn_tokens(MutableBytes document, jsmntok_t (&tokens)[kJsonTokensMax]) {
  jsmn_parser parser;
  jsmn_init(&parser);
  return jsmn_parse(&parser, reinterpret_cast<const char*>(document.data), document.size, tokens,
                    kJsonTokensMax);
}

bool is_digit(uint8_t c) {
  return c >= '0' && c <= '9';
}

/// Skips digits from `i` on; answers whether there was one.
bool skip_digits(Bytes text, size_t& i) {
  const size_t first = i;
  while (i < text.size && is_digit(text.data[i])) ++i;
  return i > first;
}

/// The grammar of RFC 8259 §6.
bool is_number(Bytes text) {
  size_t i = 0;
  if (i < text.size && text.data[i] == '-') ++i;
  const size_t integer = i;
  if (!skip_digits(text, i)) return false;
  if (text.data[integer] == '0' && i - integer > 1) return false;
  if (i < text.size && text.data[i] == '.') {
    ++i;
    if (!skip_digits(text, i)) return false;
  }
  if (i < text.size && (text.data[i] | 0x20) == 'e') {
    ++i;
    if (i < text.size && (text.data[i] == '+' || text.data[i] == '-')) ++i;
    if (!skip_digits(text, i)) return false;
  }
  return i == text.size;
}

JsonType primitive_type(Bytes text) {
  if (equal(text, "true") || equal(text, "false")) return JsonType::boolean;
  if (equal(text, "null")) return JsonType::null;
  return is_number(text) ? JsonType::number : JsonType::absent;
}

/// jsmn has looked at the escapes already.
bool has_control_character(Bytes text) {
  for (size_t i = 0; i < text.size; ++i) {
    if (text.data[i] < 0x20) return true;
  }
  return false;
}

/// jsmn's tokens are in the order of the text, each container before what is in it. The walk goes
/// over both at once: whatever is not inside a string or a primitive must be exactly the white
/// space and punctuation that the grammar wants there. So what jsmn is lenient about is found.
class Walk {
 public:
  Walk(MutableBytes document, const jsmntok_t* tokens, size_t count)
      : document_(document), tokens_(tokens), count_(count) {}

  Error object_document(JsonMembers* members) {
    position_ = next_ = 0;
    skip_space();
    if (next_ >= count_ || tokens_[0].type != JSMN_OBJECT) return Error::protocol_violation;
    const Error error = container(0, members);
    if (error != Error::ok || stopped_) return error;
    skip_space();
    const bool is_end = position_ == document_.size && next_ == count_;
    return is_end ? Error::ok : Error::protocol_violation;
  }

 private:
  void skip_space() {
    for (; position_ < document_.size; ++position_) {
      const uint8_t c = document_.data[position_];
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
    }
  }

  /// Takes white space and then `c`, if it is there.
  bool take(char c) {
    skip_space();
    if (position_ >= document_.size || document_.data[position_] != c) return false;
    ++position_;
    return true;
  }

  MutableBytes text_of(const jsmntok_t& token) const {
    const size_t start = static_cast<size_t>(token.start);
    return {document_.data + start, static_cast<size_t>(token.end) - start};
  }

  static Bytes read_only(MutableBytes text) { return {text.data, text.size}; }

  /// The token that begins where the walk stands (for a string: behind its quote); null: none.
  const jsmntok_t* take_token(jsmntype_t type) {
    if (next_ >= count_) return nullptr;
    const jsmntok_t& token = tokens_[next_];
    if (token.type != type || static_cast<size_t>(token.start) != position_) return nullptr;
    ++next_;
    return &token;
  }

  bool string(MutableBytes& text) {
    if (!take('"')) return false;
    const jsmntok_t* token = take_token(JSMN_STRING);
    if (token == nullptr) return false;
    text = text_of(*token);
    position_ = static_cast<size_t>(token->end) + 1;
    return !has_control_character(read_only(text));
  }

  Error value(size_t depth, JsonValue& out) {
    skip_space();
    if (position_ >= document_.size) return Error::protocol_violation;
    const uint8_t c = document_.data[position_];
    if (c == '{' || c == '[') {
      if (next_ >= count_) return Error::protocol_violation;
      out.type = c == '{' ? JsonType::object : JsonType::array;
      out.text = text_of(tokens_[next_]);
      return container(depth + 1, nullptr);
    }
    if (c == '"') {
      out.type = JsonType::string;
      return string(out.text) ? Error::ok : Error::protocol_violation;
    }
    const jsmntok_t* token = take_token(JSMN_PRIMITIVE);
    if (token == nullptr) return Error::protocol_violation;
    out.text = text_of(*token);
    out.type = primitive_type(read_only(out.text));
    position_ += out.text.size;
    return out.type == JsonType::absent ? Error::protocol_violation : Error::ok;
  }

  /// The object or array whose token is next. Tells `members` of an object's, if not null.
  Error container(size_t depth, JsonMembers* members) {
    if (depth >= kJsonDepthMax) return Error::payload_too_large;
    const bool is_object = tokens_[next_].type == JSMN_OBJECT;
    if (take_token(tokens_[next_].type) == nullptr) return Error::protocol_violation;
    ++position_;
    const char end = is_object ? '}' : ']';
    if (take(end)) return Error::ok;
    do {
      MutableBytes key;
      if (is_object && !(string(key) && take(':'))) return Error::protocol_violation;
      JsonValue member;
      const Error error = value(depth, member);
      if (error != Error::ok) return error;
      if (members != nullptr && !members->on_member(key, member)) {
        stopped_ = true;
        return Error::ok;
      }
    } while (take(','));
    return take(end) ? Error::ok : Error::protocol_violation;
  }

  MutableBytes document_;
  const jsmntok_t* tokens_;
  size_t count_;
  size_t next_ = 0;
  size_t position_ = 0;
  bool stopped_ = false;
};

/// The value of four hexadecimal digits at `from`; above 0xffff: they are none.
uint32_t hex4(const uint8_t* from) {
  uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    const uint8_t c = from[i];
    const uint8_t low = c | 0x20;
    uint32_t digit = 0;
    if (is_digit(c)) {
      digit = c - uint32_t{'0'};
    } else if (low >= 'a' && low <= 'f') {
      digit = low - uint32_t{'a'} + 10;
    } else {
      return UINT32_MAX;
    }
    value = value << 4 | digit;
  }
  return value;
}

/// Reads `\uXXXX`, or two of them that make a surrogate pair. Answers how many bytes they take; 0
/// if they are no character.
size_t read_unicode_escape(Bytes text, uint32_t& code) {
  if (text.size < 6) return 0;
  code = hex4(text.data + 2);
  if (code < 0xd800 || (code > 0xdfff && code <= 0xffff)) return 6;
  if (code > 0xdbff || text.size < 12 || text.data[6] != '\\' || text.data[7] != 'u') return 0;
  const uint32_t low = hex4(text.data + 8);
  if (low < 0xdc00 || low > 0xdfff) return 0;
  code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  return 12;
}

size_t put_utf8(uint32_t code, uint8_t (&out)[4]) {
  if (code < 0x80) {
    out[0] = static_cast<uint8_t>(code);
    return 1;
  }
  const size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (size_t i = size - 1; i > 0; --i) {
    out[i] = static_cast<uint8_t>(0x80 | (code & 0x3f));
    code >>= 6;
  }
  static const uint8_t kLead[] = {0xc0, 0xe0, 0xf0};
  out[0] = static_cast<uint8_t>(kLead[size - 2] | code);
  return size;
}

/// The character that a short escape `\c` stands for; 0: there is no such escape.
uint8_t short_escape(uint8_t c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

}  // namespace

Error read_json_object(MutableBytes document, JsonMembers& members) {
  if (document.size > INT32_MAX) return Error::payload_too_large;
  jsmntok_t tokens[kJsonTokensMax];
  const int count = uc8_jsmn_tokens(document, tokens);
  if (count == JSMN_ERROR_NOMEM) return Error::payload_too_large;
  if (count < 0) return Error::protocol_violation;
  Walk walk(document, tokens, static_cast<size_t>(count));
  const Error error = walk.object_document(nullptr);
  return error == Error::ok ? walk.object_document(&members) : error;
}

size_t take_json_character(Bytes& escaped, uint8_t (&out)[4]) {
  size_t taken = 1;
  size_t size = 1;
  out[0] = escaped.data[0];
  if (out[0] == '\\') {
    if (escaped.size < 2) return 0;
    if (escaped.data[1] == 'u') {
      uint32_t code = 0;
      taken = read_unicode_escape(escaped, code);
      if (taken == 0) return 0;
      size = put_utf8(code, out);
    } else {
      taken = 2;
      out[0] = short_escape(escaped.data[1]);
      if (out[0] == 0) return 0;
    }
  }
  escaped.data += taken;
  escaped.size -= taken;
  return size;
}

Result<size_t> unescape_json(MutableBytes text) {
  size_t out = 0;
  // Most texts have no escape at all and stay where they are.
  while (out < text.size && text.data[out] != '\\') ++out;
  Bytes rest = {text.data + out, text.size - out};
  while (rest.size > 0) {
    uint8_t character[4];
    const size_t size = take_json_character(rest, character);
    if (size == 0) return Error::protocol_violation;
    memcpy(text.data + out, character, size);
    out += size;
  }
  return out;
}

Result<uint64_t> json_unsigned(const JsonValue& value) {
  if (value.type != JsonType::number) return Error::protocol_violation;
  return parse_decimal({value.text.data, value.text.size});
}

}  // namespace uc8
