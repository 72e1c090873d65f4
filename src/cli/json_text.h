// SPDX-License-Identifier: Apache-2.0
//
// Writing JSON and base64 into strings.
#pragma once

#include <string>

#include "uc8/bytes.h"

namespace uc8::cli {

/// `"…"`, always valid JSON: what is not UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, Bytes text);
/// RFC 4648 §4, padded.
void append_base64(std::string& out, Bytes raw);
/// A JSON document without the white space between its tokens, and so without line ends.
std::string one_line(Bytes document);

}  // namespace uc8::cli
