// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"
#include "net/connection.h"

namespace uc8::gateway {

class HttpPeer;

// One request and the one answer it will get, now or later.
// One rule: **exactly one of respond() and upgrade() is called, once.** When the client has gone
// meanwhile, both do nothing.
class Exchange {
 public:
  Exchange(HttpPeer& peer, HttpRequest request, bool first)
      : peer_(&peer), request_(std::move(request)), first_(first) {}

  const HttpRequest& request() const { return request_; }
  // Whether it is the first request of its connection.
  bool first() const { return first_; }
  bool alive() const { return peer_ != nullptr; }
  // Null when not alive.
  Connection* connection() const;

  void respond(const HttpResponse& response);
  // Sends `head`, a finished 101, and hands the connection over.
  void upgrade(std::string_view head, std::unique_ptr<Peer> next);

  // The faults: what was `said` leaves as it is, then the connection ends.
  void break_off(std::string_view said, bool with_reset);

  // For the HttpPeer.
  void orphan() { peer_ = nullptr; }

 private:
  HttpPeer* peer_;
  HttpRequest request_;
  bool first_;
};

// Whoever answers requests.
class RequestHandler {
 public:
  virtual void on_request(std::shared_ptr<Exchange> exchange) = 0;

 protected:
  ~RequestHandler() = default;
};

}  // namespace uc8::gateway
