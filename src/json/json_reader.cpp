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

/// jsmn's tokens are in the order of the text, each container before what is in it. The walk goes
/// over both at once: whatever is not inside a string or a primitive must be exactly the white
/// space and punctuation that the grammar wants there. So what jsmn is lenient about is found.
class Walk {
 public:
  Walk(MutableBytes document, const jsmntok_t* tokens, size_t count)
      : document_(document), tokens_(tokens), count_(count) {}

  /// Whether the document is one object. Tells its members, if not null.
  bool object_document(JsonMembers* members) {
    position_ = next_ = 0;
    JsonValue document;
    if (!value(document, members) || document.type != JsonType::object) return false;
    skip_space();
    return position_ == document_.size && next_ == count_;
  }

  bool is_too_deep() const { return depth_ > kJsonDepthMax; }

 private:
  /// The character where the walk stands; 0: the document ends there.
  uint8_t here() const { return position_ < document_.size ? document_.data[position_] : 0; }

  void skip_space() {
    while (here() == ' ' || here() == '\t' || here() == '\r' || here() == '\n') ++position_;
  }

  bool take(char c) {
    if (here() != static_cast<uint8_t>(c)) return false;
    ++position_;
    return true;
  }

  bool take_punctuation(char c) {
    skip_space();
    return take(c);
  }

  /// The text of the token that begins where the walk stands (of a string: behind its quote).
  bool take_token(jsmntype_t type, MutableBytes& text) {
    if (next_ >= count_) return false;
    const jsmntok_t& token = tokens_[next_];
    if (token.type != type || static_cast<size_t>(token.start) != position_) return false;
    ++next_;
    text = {document_.data + token.start, static_cast<size_t>(token.end - token.start)};
    return true;
  }

  /// jsmn has looked at the escapes already.
  bool string(MutableBytes& text) {
    if (!take_punctuation('"') || !take_token(JSMN_STRING, text)) return false;
    for (const size_t end = position_ + text.size; position_ < end; ++position_) {
      if (here() < 0x20) return false;
    }
    return take('"');
  }

  bool digits() {
    const size_t first = position_;
    while (is_digit(here())) ++position_;
    return position_ > first;
  }

  /// The grammar of RFC 8259 §6.
  bool number() {
    (void)take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) (void)take('-');
    return digits();
  }

  /// A number, `true`, `false` or `null`.
  bool primitive(JsonValue& out) {
    if (!take_token(JSMN_PRIMITIVE, out.text)) return false;
    const size_t end = position_ + out.text.size;
    const size_t word = index_of(out.text, "null\0true\0false\0");
    out.type = word == 0 ? JsonType::null : word < 3 ? JsonType::boolean : JsonType::number;
    if (word == 3 && (!number() || position_ != end)) return false;
    position_ = end;
    return true;
  }

  /// An object or array; tells `members` of an object's, if not null.
  bool container(JsonValue& out, JsonMembers* members) {
    const bool is_object = out.type == JsonType::object;
    if (++depth_ > kJsonDepthMax) return false;
    if (!take_token(is_object ? JSMN_OBJECT : JSMN_ARRAY, out.text)) return false;
    ++position_;
    const char end = is_object ? '}' : ']';
    if (!take_punctuation(end)) {
      do {
        MutableBytes key;
        if (is_object && !(string(key) && take_punctuation(':'))) return false;
        JsonValue member;
        if (!value(member, nullptr)) return false;
        if (members != nullptr && !members->on_member(key, member)) members = nullptr;
      } while (take_punctuation(','));
      if (!take_punctuation(end)) return false;
    }
    --depth_;
    return true;
  }

  bool value(JsonValue& out, JsonMembers* members) {
    skip_space();
    switch (here()) {
      case '{':
      case '[':
        out.type = here() == '{' ? JsonType::object : JsonType::array;
        return container(out, members);
      case '"':
        out.type = JsonType::string;
        return string(out.text);
      default:
        return primitive(out);
    }
  }

  MutableBytes document_;
  const jsmntok_t* tokens_;
  size_t count_;
  size_t next_ = 0;
  size_t position_ = 0;
  size_t depth_ = 0;
};

/// The value of four hexadecimal digits at `from`; above 0xffff: they are none.
uint32_t hex4(const uint8_t* from) {
  uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    const uint32_t c = from[i];
    const uint32_t digit = is_digit(from[i]) ? c - '0' : is_letter(from[i]) ? (c & 31) + 9 : 16;
    if (digit > 15) return UINT32_MAX;
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
  const char* pair = "\"\"\\\\//b\bf\fn\nr\rt\t";
  while (*pair != '\0' && *pair != static_cast<char>(c)) pair += 2;
  return static_cast<uint8_t>(*pair != '\0' ? pair[1] : '\0');
}

}  // namespace

Error read_json_object(MutableBytes document, JsonMembers& members) {
  if (document.size > INT32_MAX) return Error::payload_too_large;
  jsmntok_t tokens[kJsonTokensMax];
  const int count = uc8_jsmn_tokens(document, tokens);
  if (count == JSMN_ERROR_NOMEM) return Error::payload_too_large;
  if (count < 0) return Error::protocol_violation;
  Walk walk(document, tokens, static_cast<size_t>(count));
  // Nothing is told of a document that turns out to be none.
  if (walk.object_document(nullptr) && walk.object_document(&members)) return Error::ok;
  return walk.is_too_deep() ? Error::payload_too_large : Error::protocol_violation;
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

bool unescape_json(MutableBytes& text) {
  size_t out = 0;
  // Most texts have no escape at all and stay where they are.
  while (out < text.size && text.data[out] != '\\') ++out;
  Bytes rest = {text.data + out, text.size - out};
  while (rest.size > 0) {
    uint8_t character[4];
    const size_t size = take_json_character(rest, character);
    if (size == 0) return false;
    memcpy(text.data + out, character, size);
    out += size;
  }
  text.size = out;
  return true;
}

}  // namespace uc8
