// SPDX-License-Identifier: Apache-2.0
#include "http/http_client.h"

#include <algorithm>
#include <utility>

#include "net/outbound.h"
#include "net/timer.h"

namespace uc8::gateway {
namespace {

constexpr uint64_t kAnswerMs = 60000;
constexpr int kRedirectsMax = 5;

bool starts_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

bool read_port(const std::string& text, int* port) {
  const bool digits =
      !text.empty() && text.size() <= 5 &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  *port = digits ? std::stoi(text) : 0;
  return *port > 0 && *port <= 65535;
}

}  // namespace

std::string Origin::authority() const {
  const bool six = host.find(':') != std::string::npos;
  return (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool parse_origin(const std::string& text, const std::string& scheme, Origin* origin) {
  if (!starts_with(text, scheme + "://")) return false;
  std::string rest = text.substr(scheme.size() + 3);
  if (!rest.empty() && rest.back() == '/') rest.pop_back();
  if (rest.find_first_of("/?#@ ") != std::string::npos) return false;
  std::string port = "80";
  if (!rest.empty() && rest.front() == '[') {
    const size_t end = rest.find(']');
    if (end == std::string::npos) return false;
    origin->host = rest.substr(1, end - 1);
    rest.erase(0, end + 1);
    if (!rest.empty() && rest.front() != ':') return false;
    if (!rest.empty()) port = rest.substr(1);
  } else {
    const size_t colon = rest.find(':');
    origin->host = rest.substr(0, colon);
    if (colon != std::string::npos) port = rest.substr(colon + 1);
  }
  return !origin->host.empty() && read_port(port, &origin->port);
}

// One request and its answer.
class HttpClient::Call final : public Outbound::User {
 public:
  Call(HttpClient& client, Origin to, std::string verb, std::string content, int redirects,
       Done answered)
      : done(std::move(answered)),
        method(std::move(verb)),
        body(std::move(content)),
        origin(std::move(to)),
        redirects_left(redirects),
        client_(client),
        outbound_(client.loop_, *this),
        patience_(client.loop_, [this] { fail("no answer in time"); }) {}

  void start(const std::string& target) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: " + origin.authority() + "\r\n";
    text += "Accept: application/json\r\nContent-Type: application/json\r\n";
    if (!client_.authorization_.empty()) {
      text += "Authorization: " + client_.authorization_ + "\r\n";
    }
    if (method != "GET") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "Connection: close\r\n\r\n" + body;
    patience_.start(kAnswerMs);
    outbound_.connect(origin.host, origin.port);
    outbound_.send(text);
  }

  Done done;
  const std::string method;
  const std::string body;
  const Origin origin;
  const int redirects_left;

 private:
  void on_connected() override {}
  void on_drained() override {}

  void on_bytes(std::string_view bytes) override {
    size_t used = 0;
    settle(parser_.parse(bytes, &used));
  }

  void on_gone(const std::string& why) override {
    if (parser_.reply().status == 0) {
      fail(why);
    } else {
      settle(parser_.end());
    }
  }

  void settle(ResponseParser::Status status) {
    if (status == ResponseParser::Status::complete) {
      client_.end(this, std::move(parser_.reply()));
    } else if (status == ResponseParser::Status::failed) {
      fail("not an HTTP answer");
    }
  }

  void fail(const std::string& why) {
    HttpReply reply;
    reply.body = origin.authority() + ": " + why;
    client_.end(this, std::move(reply));
  }

  HttpClient& client_;
  Outbound outbound_;
  Timer patience_;
  ResponseParser parser_;
};

HttpClient::HttpClient(uv_loop_t* loop, Origin origin, std::string authorization)
    : loop_(loop), origin_(std::move(origin)), authorization_(std::move(authorization)) {}

HttpClient::~HttpClient() = default;

void HttpClient::call(const std::string& method, const std::string& target, const std::string& body,
                      Done done) {
  start(origin_, method, target, body, kRedirectsMax, std::move(done));
}

void HttpClient::start(const Origin& origin, const std::string& method, const std::string& target,
                       const std::string& body, int redirects_left, Done done) {
  auto call = std::make_unique<Call>(*this, origin, method, body, redirects_left, std::move(done));
  Call* started = call.get();
  calls_[started] = std::move(call);
  started->start(target);
}

// A broker of a cluster that does not own the topic says who does.
void HttpClient::end(Call* call, HttpReply reply) {
  const std::unique_ptr<Call> ended = std::move(calls_[call]);
  calls_.erase(call);
  const std::string location(reply.header("location"));
  Origin elsewhere;
  const size_t path = location.find('/', sizeof "http://" - 1);
  if (reply.status == 307 && ended->redirects_left > 0 && path != std::string::npos &&
      parse_origin(location.substr(0, path), "http", &elsewhere)) {
    start(elsewhere, ended->method, location.substr(path), ended->body, ended->redirects_left - 1,
          std::move(ended->done));
    return;
  }
  ended->done(std::move(reply));
}

}  // namespace uc8::gateway
