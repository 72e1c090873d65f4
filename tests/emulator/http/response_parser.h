// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <llhttp.h>

#include <string>
#include <string_view>

#include "http/head_fields.h"

namespace uc8::gateway {

// An answer as another server sent it.
struct HttpReply {
  int status = 0;
  Headers headers;
  std::string body;

  // Its name in lower case; empty when absent.
  std::string_view header(std::string_view name) const { return header_in(headers, name); }
};

// Bytes to one answer. Bounded: more head or body than that is a failure.
class ResponseParser {
 public:
  static constexpr size_t kBodyMax = 16 * 1024 * 1024;

  enum class Status { more, complete, failed };

  ResponseParser();
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;

  // `used` is how much of `bytes` belonged to the answer; behind a 101 the rest is the new
  // protocol's.
  Status parse(std::string_view bytes, size_t* used);
  // The connection ended: an answer without a length is complete now.
  Status end();

  HttpReply& reply() { return reply_; }

 private:
  static int on_name(llhttp_t* parser, const char* at, size_t size);
  static int on_value(llhttp_t* parser, const char* at, size_t size);
  static int on_value_end(llhttp_t* parser);
  static int on_head(llhttp_t* parser);
  static int on_body(llhttp_t* parser, const char* at, size_t size);
  static int on_complete(llhttp_t* parser);

  llhttp_settings_t settings_;
  llhttp_t parser_;
  HttpReply reply_;
  HeadFields head_;
  bool complete_ = false;
};

}  // namespace uc8::gateway
