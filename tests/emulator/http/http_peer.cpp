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
      idle_(connection.loop(), [this] { connection_.finish(); }) {
  idle_.start(kKeepAliveMs);
}

HttpPeer::~HttpPeer() {
  if (exchange_) exchange_->orphan();
}

void HttpPeer::on_bytes(std::string_view bytes) {
  if (closed_) return;
  input_.append(bytes);
  parse_input();
  if (exchange_ && input_.size() > kWaitingMax) connection_.pause_reading();
}

void HttpPeer::on_end() {
  // A client that has said all it wanted still gets the answer it waits for.
  closed_ = true;
  if (!exchange_) connection_.finish();
}

void HttpPeer::on_gone() {
  closed_ = true;
  idle_.stop();
  if (exchange_) exchange_->orphan();
  exchange_.reset();
}

void HttpPeer::parse_input() {
  if (parsing_) return;
  parsing_ = true;
  while (!exchange_ && !input_.empty() && !connection_.over() && !connection_.finishing()) {
    size_t used = 0;
    const RequestParser::Status status = parser_.parse(input_, &used);
    input_.erase(0, used);
    if (status == RequestParser::Status::failed) {
      refuse(parser_.failure());
    } else if (status == RequestParser::Status::complete) {
      begin_exchange();
    }
  }
  parsing_ = false;
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
void HttpPeer::refuse(int status) {
  HttpResponse response;
  response.status = status;
  response.content_type = "text/html";
  response.headers.emplace_back("Server", "APISIX");
  const std::string title = std::to_string(status) + " " + reason_phrase(status);
  response.body = "<html><head><title>" + title + "</title></head><body><center><h1>" + title +
                  "</h1></center></body></html>\n";
  response.close = true;
  connection_.send(write_response(response, true));
  connection_.finish();
  input_.clear();
}

void HttpPeer::respond(const HttpResponse& response) {
  if (!exchange_) return;
  const HttpRequest& request = exchange_->request();
  HttpResponse answer = response;
  answer.close = answer.close || !request.keep_alive || closed_;
  connection_.send(write_response(answer, request.method != "HEAD"));
  if (answer.close) connection_.finish();
  answered();
}

void HttpPeer::upgrade(std::string_view head, std::unique_ptr<Peer> next) {
  if (!exchange_) return;
  exchange_->orphan();
  exchange_.reset();
  idle_.stop();
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
  connection_.resume_reading();
  parse_input();
}

}  // namespace uc8::gateway
