// SPDX-License-Identifier: Apache-2.0
//
// A checked view over jsmn, which is no validator: it accepts `{,}`, `{"a"}`, `trux`, `01`, raw
// control characters and two documents in a row. Everything here is checked again.
#pragma once

#include "uc8/bytes.h"
#include "uc8/error.h"

namespace uc8 {

/// Each type is a character of its own, so that a text can name it.
enum class JsonType : uint8_t {
  absent = '-',
  null = '0',
  boolean = '?',
  number = '#',
  string = '$',
  array = '[',
  object = '{'
};

/// One value of a document. `text` points into the document: for a string what stands between its
/// quotes, still escaped; otherwise the whole value as written.
struct JsonValue {
  JsonType type = JsonType::absent;
  MutableBytes text;
  bool is_string() const { return type == JsonType::string; }
};

/// Called for each member of an object. Answers whether to go on.
class JsonMembers {
 public:
  virtual bool on_member(MutableBytes key, JsonValue value) = 0;

 protected:
  ~JsonMembers() = default;
};

/// Most tokens a document may have (keys and values, nested ones included).
inline constexpr size_t kJsonTokensMax = 64;
/// Deepest nesting a document may have.
inline constexpr size_t kJsonDepthMax = 8;

/// Reads one JSON object that fills all of `document` (white space around it allowed) and tells
/// its members, in order; keys are told still escaped. The document is checked whole before the
/// first member is told. Nothing is stored.
/// Errors: `protocol_violation` (not one JSON object), `payload_too_large` (more than
/// kJsonTokensMax tokens or deeper than kJsonDepthMax).
Error read_json_object(MutableBytes document, JsonMembers& members);

/// Replaces the escapes of a string's text in place (`\uXXXX`, surrogate pairs to UTF-8) and so
/// shortens it. False: a lone surrogate, a bad escape; then `text` is spoilt.
bool unescape_json(MutableBytes& text);

/// Takes one character of a string's text, escaped or not, off the front of `escaped` and writes it
/// as UTF-8. Answers its size in bytes; 0 for a bad escape (nothing is taken then).
/// Precondition: escaped.size > 0.
size_t take_json_character(Bytes& escaped, uint8_t (&out)[4]);

}  // namespace uc8
