// SPDX-License-Identifier: Apache-2.0
//
// Any bytes are a response or an error, and cutting them in pieces changes nothing.
#include <stdlib.h>
#include <string.h>

#include <string>

#include "base/entropy.h"
#include "http/http_exchange.h"
#include "ws/ws_upgrade.h"

using namespace uc8;
using State = HttpExchange::State;

namespace {

void require(bool condition) {
  if (!condition) abort();
}

class KeptBody final : public HttpBody {
 public:
  Error on_body(Bytes piece) override {
    text.append(reinterpret_cast<const char*>(piece.data), piece.size);
    return Error::ok;
  }
  std::string text;
};

struct Outcome {
  State state = State::idle;
  size_t eaten = 0;
  std::string body;
  HttpResponse response;
};

Outcome play(const uint8_t* data, size_t size, size_t step) {
  HttpExchange exchange;
  KeptBody body;
  exchange.begin(body);
  Outcome outcome;
  for (size_t at = 0; at < size && exchange.state() == State::reading;) {
    const size_t part = size - at < step ? size - at : step;
    // A copy of exactly that size, so that a byte read too far is noticed.
    const std::string piece(reinterpret_cast<const char*>(data + at), part);
    uint8_t* copy = static_cast<uint8_t*>(malloc(part));
    memcpy(copy, piece.data(), part);
    const Result<size_t> eaten = exchange.feed({copy, part});
    free(copy);
    require(eaten.ok() == (exchange.state() != State::failed));
    if (!eaten.ok()) break;
    require(eaten.value() == part || exchange.state() == State::complete);
    outcome.eaten += eaten.value();
    at += part;
  }
  if (exchange.state() == State::reading) static_cast<void>(exchange.end_of_stream());
  outcome.state = exchange.state();
  outcome.body = body.text;
  outcome.response = exchange.response();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const size_t step = 1 + data[0] % 64;
  const Outcome whole = play(data + 1, size - 1, size);
  const Outcome cut = play(data + 1, size - 1, step);
  require(whole.state == State::complete || whole.state == State::failed);
  require(whole.state == cut.state);
  if (whole.state == State::failed) return 0;
  const HttpResponse& a = whole.response;
  const HttpResponse& b = cut.response;
  require(whole.eaten == cut.eaten && whole.body == cut.body);
  require(a.status == b.status && a.keep_alive == b.keep_alive && a.is_upgrade == b.is_upgrade);
  require(a.status >= 200 || a.status == 101);
  require(a.retry_after_s == b.retry_after_s && a.retry_after_s <= 3600);
  require(a.location_size == b.location_size && a.location_size <= sizeof a.location);
  require(memcmp(a.location, b.location, a.location_size) == 0);
  require(a.accept_size == b.accept_size && a.accept_size <= sizeof a.accept + 1);
  require(is_accepted(WebSocketKey(), a) == is_accepted(WebSocketKey(), b));
  return 0;
}
