// SPDX-License-Identifier: Apache-2.0
#include "http/request_parser.h"

#include <algorithm>
#include <utility>

namespace uc8::gateway {
namespace {

constexpr const char* kBodyTooLarge = "The body has more than 2 MiB.";

RequestParser* parser_of(llhttp_t* parser) {
  return static_cast<RequestParser*>(parser->data);
}

}  // namespace

RequestParser::RequestParser() {
  llhttp_settings_init(&settings_);
  settings_.on_message_begin = on_begin;
  settings_.on_url = on_url;
  settings_.on_header_field = on_name;
  settings_.on_header_value = on_value;
  settings_.on_header_value_complete = on_value_end;
  settings_.on_headers_complete = on_head;
  settings_.on_body = on_body;
  settings_.on_message_complete = on_complete;
  llhttp_init(&parser_, HTTP_REQUEST, &settings_);
  parser_.data = this;
}

RequestParser::Status RequestParser::parse(std::string_view bytes, size_t* used) {
  if (complete_) {
    complete_ = false;
    // A refused upgrade leaves another pause, which a plain resume does not end.
    if (llhttp_get_errno(&parser_) == HPE_PAUSED_UPGRADE) {
      llhttp_resume_after_upgrade(&parser_);
    } else {
      llhttp_resume(&parser_);
    }
  }
  const llhttp_errno_t code = llhttp_execute(&parser_, bytes.data(), bytes.size());
  if (code == HPE_OK) {
    *used = bytes.size();
    // A head of many small segments, none of which reached a callback yet.
    return Status::more;
  }
  if (code == HPE_PAUSED || code == HPE_PAUSED_UPGRADE) {
    *used = static_cast<size_t>(llhttp_get_error_pos(&parser_) - bytes.data());
    return Status::complete;
  }
  *used = bytes.size();
  if (complaint_.empty()) complaint_ = std::string(llhttp_get_error_reason(&parser_)) + ".";
  return Status::failed;
}

HttpRequest RequestParser::take() {
  HttpRequest request = std::move(request_);
  request_ = HttpRequest();
  begun_ = false;
  return request;
}

int RequestParser::refuse(int status, const char* complaint) {
  failure_ = status;
  complaint_ = complaint;
  return HPE_USER;
}

int RequestParser::on_begin(llhttp_t* parser) {
  RequestParser* self = parser_of(parser);
  self->request_ = HttpRequest();
  self->url_.clear();
  self->head_.begin();
  self->begun_ = true;
  self->failure_ = 400;
  self->complaint_.clear();
  self->expects_word_ = false;
  return 0;
}

int RequestParser::on_url(llhttp_t* parser, const char* at, size_t size) {
  RequestParser* self = parser_of(parser);
  if (!self->head_.count(size)) return self->refuse_head();
  self->url_.append(at, size);
  return 0;
}

int RequestParser::on_name(llhttp_t* parser, const char* at, size_t size) {
  RequestParser* self = parser_of(parser);
  return self->head_.add_name({at, size}) ? 0 : self->refuse_head();
}

int RequestParser::on_value(llhttp_t* parser, const char* at, size_t size) {
  RequestParser* self = parser_of(parser);
  return self->head_.add_value({at, size}) ? 0 : self->refuse_head();
}

int RequestParser::on_value_end(llhttp_t* parser) {
  RequestParser* self = parser_of(parser);
  return self->head_.end_field(&self->request_.headers) ? 0 : self->refuse_head();
}

int RequestParser::on_head(llhttp_t* parser) {
  RequestParser* self = parser_of(parser);
  std::optional<Target> target = parse_target(self->url_);
  if (!target) {
    return self->refuse(400, "The target is no path, has a bad % escape, or is not UTF-8.");
  }
  self->request_.target = std::move(*target);
  self->request_.head_only = parser->method == HTTP_HEAD;
  self->request_.method = llhttp_method_name(
      self->request_.head_only ? HTTP_GET : static_cast<llhttp_method_t>(parser->method));
  return self->check_fields();
}

int RequestParser::check_fields() {
  if (parser_.http_major != 1) return refuse(505, "HTTP/1.0 and HTTP/1.1 only.");
  const auto hosts = std::count_if(request_.headers.begin(), request_.headers.end(),
                                   [](const auto& header) { return header.first == "host"; });
  // As nginx does; a client that got away with it here would fail at the GDN.
  if (hosts > 1) return refuse(400, "More than one Host header.");
  if (hosts == 0 && parser_.http_minor > 0) return refuse(400, "The Host header is missing.");
  if ((parser_.flags & F_CONTENT_LENGTH) != 0 && parser_.content_length > kBodyMax) {
    return refuse(413, kBodyTooLarge);
  }
  return check_expectation();
}

int RequestParser::check_expectation() {
  const std::string_view expectation = trimmed(request_.header("expect"));
  if (expectation.empty() || parser_.http_minor == 0) return 0;
  if (!same_without_case(expectation, "100-continue")) {
    return refuse(417, "The only expectation is 100-continue.");
  }
  expects_word_ = true;
  return 0;
}

int RequestParser::on_body(llhttp_t* parser, const char* at, size_t size) {
  RequestParser* self = parser_of(parser);
  if (self->request_.body.size() + size > kBodyMax) return self->refuse(413, kBodyTooLarge);
  self->request_.body.append(at, size);
  return 0;
}

int RequestParser::on_complete(llhttp_t* parser) {
  RequestParser* self = parser_of(parser);
  self->request_.keep_alive = llhttp_should_keep_alive(parser) != 0;
  self->complete_ = true;
  // An upgrade pauses by itself.
  return parser->upgrade != 0 ? 0 : HPE_PAUSED;
}

}  // namespace uc8::gateway
