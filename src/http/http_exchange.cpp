// SPDX-License-Identifier: Apache-2.0
#include "http/http_exchange.h"

#include <llhttp.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"

namespace uc8 {
namespace {

constexpr uint32_t kRetryAfterMax = 3600;

/// The list of HttpExchange::Field.
const char kFields[] =
    "upgrade\0sec-websocket-accept\0sec-websocket-extensions\0sec-websocket-protocol\0"
    "location\0retry-after\0";

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

Bytes view(const char* text, size_t size) {
  return {reinterpret_cast<const uint8_t*>(text), size};
}

/// llhttp takes the blanks in front of a value off, not those behind it.
Bytes trimmed(const char* text, size_t size) {
  while (size > 0 && is_blank(text[size - 1])) --size;
  return view(text, size);
}

/// Appends to `to`, as far as `capacity` goes; the size stops one above it.
void append(char* to, uint8_t& size, size_t capacity, const char* from, size_t from_size) {
  for (size_t i = 0; i < from_size && size <= capacity; ++i) {
    if (size < capacity) to[size] = from[i];
    ++size;
  }
}

/// Responses whose header says nothing about a body, for there is none (RFC 9112 §6.3).
bool never_has_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

}  // namespace

/// What llhttp calls while it parses. They return 0 to go on.
struct HttpExchange::Callbacks {
  static HttpExchange& self(llhttp_t* parser) { return *static_cast<HttpExchange*>(parser->data); }

  static int on_message_begin(llhttp_t* parser) {
    HttpExchange& x = self(parser);
    x.response_ = HttpResponse();
    x.is_websocket_ = x.header_complete_ = false;
    x.name_size_ = 0;
    return 0;
  }

  static int on_header_field(llhttp_t* parser, const char* at, size_t size) {
    HttpExchange& x = self(parser);
    append(x.name_, x.name_size_, sizeof x.name_, at, size);
    return 0;
  }

  static int on_header_field_complete(llhttp_t* parser) {
    HttpExchange& x = self(parser);
    for (char& c : x.name_) c = static_cast<char>(to_lower(static_cast<uint8_t>(c)));
    const size_t field = index_of(view(x.name_, x.name_size_), kFields);
    x.field_ = x.header_complete_ ? Field::other : static_cast<Field>(field);
    x.name_size_ = x.value_size_ = 0;
    return 0;
  }

  static int on_header_value(llhttp_t* parser, const char* at, size_t size) {
    HttpExchange& x = self(parser);
    if (x.field_ == Field::location) {
      HttpResponse& r = x.response_;
      if (r.location_size + size > HttpResponse::kLocationMax) {
        size = HttpResponse::kLocationMax - r.location_size;
      }
      append(r.location, r.location_size, HttpResponse::kLocationMax, at, size);
    } else if (x.field_ != Field::other) {
      append(x.value_, x.value_size_, sizeof x.value_, at, size);
    }
    return 0;
  }

  static int on_header_value_complete(llhttp_t* parser) {
    take_field(self(parser));
    return 0;
  }

  static int on_headers_complete(llhttp_t* parser) {
    HttpExchange& x = self(parser);
    const int status = llhttp_get_status_code(parser);
    if (llhttp_get_http_major(parser) != 1 || status < 100) return HPE_USER;
    x.header_complete_ = true;
    x.response_.status = static_cast<uint16_t>(status);
    x.response_.is_upgrade = x.is_websocket_ && llhttp_get_upgrade(parser) != 0;
    x.response_.keep_alive = llhttp_should_keep_alive(parser) != 0;
    return never_has_body(status) ? 1 : 0;
  }

  static int on_body(llhttp_t* parser, const char* at, size_t size) {
    HttpExchange& x = self(parser);
    x.overhead_ = 0;
    x.overhead_begin_ = reinterpret_cast<const uint8_t*>(at) + size;
    x.error_ = x.body_->on_body(view(at, size));
    return x.error_ == Error::ok ? 0 : HPE_USER;
  }

  static int on_message_complete(llhttp_t* parser) {
    HttpExchange& x = self(parser);
    if (x.response_.status < 200 && x.response_.status != 101) return 0;
    x.state_ = State::complete;
    return HPE_PAUSED;
  }

  static void take_field(HttpExchange& x);
  static const llhttp_settings_t kSettings;

  static constexpr llhttp_settings_t make_settings() {
    llhttp_settings_t settings{};
    settings.on_message_begin = on_message_begin;
    settings.on_header_field = on_header_field;
    settings.on_header_field_complete = on_header_field_complete;
    settings.on_header_value = on_header_value;
    settings.on_header_value_complete = on_header_value_complete;
    settings.on_headers_complete = on_headers_complete;
    settings.on_body = on_body;
    settings.on_message_complete = on_message_complete;
    return settings;
  }
};

const llhttp_settings_t HttpExchange::Callbacks::kSettings = make_settings();

void HttpExchange::Callbacks::take_field(HttpExchange& x) {
  HttpResponse& r = x.response_;
  if (x.value_size_ > sizeof x.value_) x.value_size_ = 0;  // Nothing we know is as long as that.
  const Bytes value = trimmed(x.value_, x.value_size_);
  switch (x.field_) {
    case Field::upgrade:
      x.is_websocket_ = equal_ignoring_case(value, "websocket");
      break;
    case Field::accept:
      r.accept_size = HttpResponse::kAcceptSize + 1;
      if (value.size > HttpResponse::kAcceptSize) break;
      r.accept_size = static_cast<uint8_t>(value.size);
      memcpy(r.accept, x.value_, value.size);
      break;
    case Field::extensions:
    case Field::protocol:
      if (value.size > 0) r.has_extension = true;
      break;
    case Field::location:
      r.location_size = static_cast<uint8_t>(trimmed(r.location, r.location_size).size);
      break;
    case Field::retry_after:
      (void)parse_decimal(value, kRetryAfterMax, r.retry_after_s);
      break;
    case Field::other:
      break;
  }
  x.field_ = Field::other;
}

void HttpExchange::begin(HttpBody& body) {
  static_assert(sizeof(llhttp_t) <= sizeof parser_, "parser_ is too small for this llhttp");
  static_assert(alignof(llhttp_t) <= 8, "parser_ is not aligned for this llhttp");
  llhttp_t* parser = reinterpret_cast<llhttp_t*>(parser_);
  llhttp_init(parser, HTTP_RESPONSE, &Callbacks::kSettings);
  parser->data = this;
  body_ = &body;
  overhead_ = 0;
  state_ = State::reading;
  untouched_ = true;
  error_ = Error::ok;
  Callbacks::on_message_begin(parser);
}

Error HttpExchange::fail_with(Error error) {
  state_ = State::failed;
  error_ = error;
  return error;
}

Result<size_t> HttpExchange::feed(Bytes in) {
  if (state_ == State::failed) return error_;
  llhttp_t* parser = reinterpret_cast<llhttp_t*>(parser_);
  size_t used = 0;
  while (state_ == State::reading && used < in.size) {
    untouched_ = false;
    // No more at once than may still come without a body: a byte too many is always noticed.
    const size_t left = kOverheadMax - overhead_;
    const size_t size = in.size - used < left ? in.size - used : left;
    overhead_begin_ = in.data + used;
    const char* begin = reinterpret_cast<const char*>(overhead_begin_);
    const llhttp_errno_t result = llhttp_execute(parser, begin, size);
    if (state_ == State::complete) {
      return used + static_cast<size_t>(llhttp_get_error_pos(parser) - begin);
    }
    if (result != HPE_OK)
      return fail_with(error_ != Error::ok ? error_ : Error::protocol_violation);
    used += size;
    const size_t overhead = overhead_ + static_cast<size_t>(in.data + used - overhead_begin_);
    if (overhead >= kOverheadMax) return fail_with(Error::protocol_violation);
    overhead_ = static_cast<uint16_t>(overhead);
  }
  return used;
}

Error HttpExchange::end_of_stream() {
  if (state_ == State::failed) return error_;
  if (state_ == State::reading) {
    // It answers a pause, which on_message_complete() asked for, when the end delimits the body.
    static_cast<void>(llhttp_finish(reinterpret_cast<llhttp_t*>(parser_)));
  }
  return state_ == State::complete ? Error::ok : fail_with(Error::connection_lost);
}

}  // namespace uc8
