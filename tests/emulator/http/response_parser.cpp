// SPDX-License-Identifier: Apache-2.0
#include "http/response_parser.h"

namespace uc8::gateway {
namespace {

ResponseParser* parser_of(llhttp_t* parser) {
  return static_cast<ResponseParser*>(parser->data);
}

}  // namespace

ResponseParser::ResponseParser() {
  llhttp_settings_init(&settings_);
  settings_.on_header_field = on_name;
  settings_.on_header_value = on_value;
  settings_.on_header_value_complete = on_value_end;
  settings_.on_headers_complete = on_head;
  settings_.on_body = on_body;
  settings_.on_message_complete = on_complete;
  llhttp_init(&parser_, HTTP_RESPONSE, &settings_);
  parser_.data = this;
}

ResponseParser::Status ResponseParser::parse(std::string_view bytes, size_t* used) {
  const llhttp_errno_t code = llhttp_execute(&parser_, bytes.data(), bytes.size());
  *used = bytes.size();
  if (code == HPE_PAUSED || code == HPE_PAUSED_UPGRADE) {
    *used = static_cast<size_t>(llhttp_get_error_pos(&parser_) - bytes.data());
    return Status::complete;
  }
  if (code != HPE_OK) return Status::failed;
  return complete_ ? Status::complete : Status::more;
}

ResponseParser::Status ResponseParser::end() {
  if (!complete_) (void)llhttp_finish(&parser_);
  return complete_ ? Status::complete : Status::failed;
}

int ResponseParser::on_name(llhttp_t* parser, const char* at, size_t size) {
  return parser_of(parser)->head_.add_name({at, size}) ? 0 : HPE_USER;
}

int ResponseParser::on_value(llhttp_t* parser, const char* at, size_t size) {
  return parser_of(parser)->head_.add_value({at, size}) ? 0 : HPE_USER;
}

int ResponseParser::on_value_end(llhttp_t* parser) {
  ResponseParser* self = parser_of(parser);
  return self->head_.end_field(&self->reply_.headers) ? 0 : HPE_USER;
}

int ResponseParser::on_head(llhttp_t* parser) {
  parser_of(parser)->reply_.status = parser->status_code;
  return 0;
}

int ResponseParser::on_body(llhttp_t* parser, const char* at, size_t size) {
  ResponseParser* self = parser_of(parser);
  if (self->reply_.body.size() + size > kBodyMax) return HPE_USER;
  self->reply_.body.append(at, size);
  return 0;
}

int ResponseParser::on_complete(llhttp_t* parser) {
  parser_of(parser)->complete_ = true;
  // An upgrade pauses by itself.
  return parser->upgrade != 0 ? 0 : HPE_PAUSED;
}

}  // namespace uc8::gateway
