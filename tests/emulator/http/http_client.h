// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "http/response_parser.h"

namespace uc8::gateway {

// `http://HOST:PORT` or `ws://HOST:PORT`, taken apart.
struct Origin {
  std::string host;
  int port = 0;

  std::string authority() const;  // for the Host header
};

// False: `text` is not `scheme`://HOST[:PORT], with at most a slash behind it.
bool parse_origin(const std::string& text, const std::string& scheme, Origin* origin);

// Requests to one other server over plain HTTP, each on a connection of its own.
class HttpClient {
 public:
  // Status 0: there was no answer, and the body says why.
  using Done = std::function<void(HttpReply reply)>;

  // `authorization`: of every request, empty for none.
  HttpClient(uv_loop_t* loop, Origin origin, std::string authorization);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Follows redirects. `done` is called from the loop, unless this object ends before.
  void call(const std::string& method, const std::string& target, const std::string& body,
            Done done);

 private:
  class Call;

  void start(const Origin& origin, const std::string& method, const std::string& target,
             const std::string& body, int redirects_left, Done done);
  void end(Call* call, HttpReply reply);

  uv_loop_t* loop_;
  Origin origin_;
  std::string authorization_;
  std::unordered_map<Call*, std::unique_ptr<Call>> calls_;
};

}  // namespace uc8::gateway
