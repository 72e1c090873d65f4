// SPDX-License-Identifier: Apache-2.0
#include "http/http_peer.h"

#include <utility>

namespace uc8::gateway {
namespace {

// What the nginx below the GDN's gateway gives a connection between two requests.
constexpr uint64_t kKeepAliveMs = 75000;
constexpr size_t kWaitingMax = 64 * 1024;

}  // namespace

Connection* Exchange::connection() const {
  return peer_ == nullptr ? nullptr : &peer_->connection_;
}

void Exchange::respond(const HttpResponse& response) {
  if (peer_ != nullptr) peer_->respond(response);
}

void Exchange::upgrade(std::string_view head, std::unique_ptr<Peer> next) {
  if (peer_ != nullptr) peer_->upgrade(head, std::move(next));
}

void Exchange::break_off(std::string_view said, bool with_reset) {
  if (peer_ != nullptr) peer_->break_off(said, with_reset);
}

HttpPeer::HttpPeer(Connection& connection, RequestHandler& handler)
    : connection_(connection),
      handler_(handler),
      idle_(connection.loop(), [this] { connection_.finish(); }),
      next_(connection.loop(), [this] { parse_input(); }) {
  idle_.start(kKeepAliveMs);
}

HttpPeer::~HttpPeer() {
  if (exchange_) exchange_->orphan();
}

void HttpPeer::on_bytes(std::string_view bytes) {
  if (closed_) return;
  input_.append(bytes);
  parse_input();
}

void HttpPeer::on_end() {
  // A client that has said all it wanted still gets the answers it waits for.
  ended_ = true;
  parse_input();
}

// Not at once: a client that asks for much and reads it fast would keep the loop from all others.
void HttpPeer::on_drained() {
  if (!closed_ && !input_.empty()) next_.start(0);
}

void HttpPeer::on_gone() {
  closed_ = true;
  idle_.stop();
  next_.stop();
  if (exchange_) exchange_->orphan();
  exchange_.reset();
}

// A client that reads no answers is asked for no more requests.
bool HttpPeer::next_may_come() const {
  return !closed_ && !exchange_ && !input_.empty() && !connection_.over() &&
         !connection_.finishing() && connection_.queued() <= Connection::kQueueBound;
}

void HttpPeer::parse_input() {
  if (parsing_ || closed_) return;
  parsing_ = true;
  while (next_may_come()) {
    size_t used = 0;
    const RequestParser::Status status = parser_.parse(input_, &used);
    input_.erase(0, used);
    if (status == RequestParser::Status::failed) {
      refuse();
    } else if (status == RequestParser::Status::complete) {
      begin_exchange();
    } else if (parser_.take_expectation()) {
      connection_.send("HTTP/1.1 100 Continue\r\n\r\n");
    }
  }
  parsing_ = false;
  if (closed_) return;
  if (input_.size() > kWaitingMax) {
    connection_.pause_reading();
  } else {
    connection_.resume_reading();
  }
  if (ended_ && !exchange_ && input_.empty()) connection_.finish();
}

void HttpPeer::begin_exchange() {
  idle_.stop();
  exchange_ = std::make_shared<Exchange>(*this, parser_.take(), served_ == 0);
  ++served_;
  // A copy: the handler may answer, and end, before it returns.
  const std::shared_ptr<Exchange> exchange = exchange_;
  handler_.on_request(exchange);
}

// The request cannot be read, so nothing behind it can be either.
void HttpPeer::refuse() {
  const int status = parser_.failure();
  HttpResponse response;
  response.status = status;
  response.content_type = "text/html";
  response.headers.emplace_back("Server", "APISIX");
  const std::string title = std::to_string(status) + " " + reason_phrase(status);
  response.body = "<html><head><title>" + title + "</title></head><body><center><h1>" + title +
                  "</h1></center><p>" + parser_.complaint() + "</p></body></html>\n";
  response.close = true;
  connection_.send(write_response(response, true));
  connection_.finish();
  input_.clear();
}

void HttpPeer::respond(const HttpResponse& response) {
  if (!exchange_) return;
  const HttpRequest& request = exchange_->request();
  HttpResponse answer = response;
  answer.close = answer.close || !request.keep_alive || (ended_ && input_.empty());
  connection_.send(write_response(answer, !request.head_only));
  if (answer.close) connection_.finish();
  answered();
}

void HttpPeer::upgrade(std::string_view head, std::unique_ptr<Peer> next) {
  if (!exchange_) return;
  exchange_->orphan();
  exchange_.reset();
  idle_.stop();
  next_.stop();
  connection_.send(head);
  const std::string rest = std::move(input_);
  input_.clear();
  closed_ = true;
  connection_.set_peer(std::move(next), rest);
}

void HttpPeer::break_off(std::string_view said, bool with_reset) {
  if (!exchange_) return;
  exchange_->orphan();
  exchange_.reset();
  connection_.send(said);
  connection_.cut(with_reset);
}

void HttpPeer::answered() {
  exchange_->orphan();
  exchange_.reset();
  if (closed_ || connection_.over() || connection_.finishing()) return;
  idle_.start(kKeepAliveMs);
  parse_input();
}

}  // namespace uc8::gateway
