// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/exchange.h"
#include "http/request_parser.h"
#include "net/connection.h"
#include "net/timer.h"

namespace uc8::gateway {

// HTTP/1.1 on one connection: one request after the other, pipelined ones wait.
class HttpPeer : public Peer {
 public:
  HttpPeer(Connection& connection, RequestHandler& handler);
  ~HttpPeer() override;

  void on_bytes(std::string_view bytes) override;
  void on_end() override;
  void on_drained() override;
  void on_gone() override;

 private:
  friend class Exchange;

  void parse_input();
  bool next_may_come() const;
  void begin_exchange();
  void refuse();
  void respond(const HttpResponse& response);
  void upgrade(std::string_view head, std::unique_ptr<Peer> next);
  void break_off(std::string_view said, bool with_reset);
  void answered();

  Connection& connection_;
  RequestHandler& handler_;
  RequestParser parser_;
  std::string input_;  // not looked at yet: one request and one queue of answers at a time
  std::shared_ptr<Exchange> exchange_;
  Timer idle_;
  Timer next_;  // the next turn, when others had theirs
  uint64_t served_ = 0;
  bool parsing_ = false;
  bool ended_ = false;   // the client says no more
  bool closed_ = false;  // nor do we
};

}  // namespace uc8::gateway
