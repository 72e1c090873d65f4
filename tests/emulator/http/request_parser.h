// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <llhttp.h>

#include <string>
#include <string_view>
#include <utility>

#include "http/request.h"

namespace uc8::gateway {

// Bytes to requests, one at a time. After `complete`, take() gives the request, and parsing goes on
// with the next call; after an upgrade request it does not, for what follows is not HTTP.
class RequestParser {
 public:
  static constexpr size_t kBodyMax = 2 * 1024 * 1024;

  enum class Status { more, complete, failed };

  RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Takes the front of `bytes`; `used` is how much, never more than up to the end of one request.
  Status parse(std::string_view bytes, size_t* used);

  HttpRequest take();
  // After `complete`: the client wants another protocol, and named it as HTTP demands.
  bool upgrade() const { return parser_.upgrade != 0; }
  // After `failed`: what to answer, and why.
  int failure() const { return failure_; }
  const std::string& complaint() const { return complaint_; }
  // The client waits for a word before it sends the body. Says so once a request.
  bool take_expectation() { return std::exchange(expects_word_, false); }
  // True between requests.
  bool idle() const { return !begun_; }

 private:
  static int on_begin(llhttp_t* parser);
  static int on_url(llhttp_t* parser, const char* at, size_t size);
  static int on_name(llhttp_t* parser, const char* at, size_t size);
  static int on_value(llhttp_t* parser, const char* at, size_t size);
  static int on_value_end(llhttp_t* parser);
  static int on_head(llhttp_t* parser);
  static int on_body(llhttp_t* parser, const char* at, size_t size);
  static int on_complete(llhttp_t* parser);

  int refuse(int status, const char* complaint);
  int refuse_head() { return refuse(431, "The head has more than 16 KiB."); }
  // What a request must have beside its form. 0, or it is refused.
  int check_fields();
  int check_expectation();

  llhttp_settings_t settings_;
  llhttp_t parser_;
  HttpRequest request_;
  std::string url_;
  HeadFields head_;
  int failure_ = 400;
  std::string complaint_;
  bool expects_word_ = false;
  bool begun_ = false;
  bool complete_ = false;
};

}  // namespace uc8::gateway
