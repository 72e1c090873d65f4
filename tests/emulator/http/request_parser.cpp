// SPDX-License-Identifier: Apache-2.0
#include "http/request_parser.h"

#include <utility>

namespace uc8::gateway {
namespace {

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
  return Status::failed;
}

HttpRequest RequestParser::take() {
  HttpRequest request = std::move(request_);
  request_ = HttpRequest();
  begun_ = false;
  return request;
}

int RequestParser::refuse(int status) {
  failure_ = status;
  return HPE_USER;
}

int RequestParser::on_begin(llhttp_t* parser) {
  RequestParser* self = parser_of(parser);
  self->request_ = HttpRequest();
  self->url_.clear();
  self->head_.begin();
  self->begun_ = true;
  self->failure_ = 400;
  return 0;
}

int RequestParser::on_url(llhttp_t* parser, const char* at, size_t size) {
  RequestParser* self = parser_of(parser);
  if (!self->head_.count(size)) return self->refuse(431);
  self->url_.append(at, size);
  return 0;
}

int RequestParser::on_name(llhttp_t* parser, const char* at, size_t size) {
  RequestParser* self = parser_of(parser);
  return self->head_.add_name({at, size}) ? 0 : self->refuse(431);
}

int RequestParser::on_value(llhttp_t* parser, const char* at, size_t size) {
  RequestParser* self = parser_of(parser);
  return self->head_.add_value({at, size}) ? 0 : self->refuse(431);
}

int RequestParser::on_value_end(llhttp_t* parser) {
  RequestParser* self = parser_of(parser);
  return self->head_.end_field(&self->request_.headers) ? 0 : self->refuse(431);
}

int RequestParser::on_head(llhttp_t* parser) {
  RequestParser* self = parser_of(parser);
  std::optional<Target> target = parse_target(self->url_);
  if (!target) return self->refuse(400);
  self->request_.target = std::move(*target);
  self->request_.method = llhttp_method_name(static_cast<llhttp_method_t>(parser->method));
  if ((parser->flags & F_CONTENT_LENGTH) != 0 && parser->content_length > kBodyMax) {
    return self->refuse(413);
  }
  return 0;
}

int RequestParser::on_body(llhttp_t* parser, const char* at, size_t size) {
  RequestParser* self = parser_of(parser);
  if (self->request_.body.size() + size > kBodyMax) return self->refuse(413);
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
