// SPDX-License-Identifier: Apache-2.0
#include "gdn/gateway.h"

#include <cstdio>
#include <utility>

#include "broker/json.h"
#include "broker/json_writer.h"
#include "gdn/account_api.h"
#include "gdn/answers.h"
#include "gdn/state_page.h"

namespace uc8::gateway {
namespace {

using emulator::JsonWriter;

bool is_path(const HttpRequest& request, std::string_view path) {
  return request.target.path == path || request.target.path == std::string(path) + "/";
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_key_validation(const HttpRequest& request) {
  const std::string& path = request.target.path;
  const std::string_view end = "/_api/key/validate";
  return request.method == "POST" && path.size() >= end.size() &&
         path.compare(path.size() - end.size(), end.size(), end) == 0;
}

Step step_of(const HttpRequest& request) {
  if (StreamUpgrade::owns(request.target)) return Step::upgrade;
  if (is_path(request, "/apid/otp")) return Step::otp;
  return StreamsApi::is_create(request) ? Step::create : Step::other;
}

// A name for the request counters: few, whatever is asked for.
std::string endpoint_name(const HttpRequest& request, Step step) {
  if (step == Step::upgrade) {
    const auto& segments = request.target.segments;
    const std::string kind = segments.size() > 3 ? segments[3] : "";
    const bool known = kind == "producer" || kind == "consumer" || kind == "reader";
    return known ? "upgrade " + kind : "upgrade";
  }
  if (step != Step::other) return step_name(step);
  if (is_path(request, "/_open/auth")) return "login";
  if (is_path(request, "/_api/user")) return "user";
  if (is_path(request, "/datacenter/local")) return "datacenter";
  if (!StreamsApi::owns(request.target)) return "other";
  if (request.method == "DELETE") return "delete";
  const bool list = request.target.segments.back() == "streams";
  return list ? "list" : "streams " + request.method;
}

StreamUpgrade::Needs upgrade_needs(const Gateway::House& house, SessionList& sessions,
                                   OtpStore& otps, StreamsApi& streams,
                                   std::function<void(Exchange&, HttpResponse)> respond) {
  return StreamUpgrade::Needs{
      {house.loop, house.backend, sessions, house.faults, house.random},
      house.credentials,
      otps,
      [&timers = house.timers] { return timers.now_ms(); },
      [&streams](std::string_view fabric) { return streams.has_fabric(fabric); },
      std::move(respond)};
}

}  // namespace

Gateway::Gateway(House house)
    : house_(std::move(house)),
      otps_(house_.otp_lifetime_ms),
      streams_(house_.catalogue, house_.fabrics, [this] { return house_.timers.now_ms(); }),
      upgrade_(upgrade_needs(house_, sessions_, otps_, streams_,
                             [this](Exchange& exchange, HttpResponse response) {
                               respond(exchange, std::move(response));
                             })),
      fault_switch_(house_.faults, house_.broker, house_.catalogue, sessions_) {}

void Gateway::shut_down() {
  shut_down_ = true;
  house_.timers.stop();
  house_.backend.shut_down();
  sessions_.shut_down();
}

void Gateway::on_request(std::shared_ptr<Exchange> exchange) {
  const HttpRequest& request = exchange->request();
  if (shut_down_) {
    HttpResponse response = error_answer(503, 503, "shutting down");
    response.close = true;
    exchange->respond(response);
    return;
  }
  if (request.target.segments[0] == "_emulator") {
    own_answer(request, [exchange](const HttpResponse& response) { exchange->respond(response); });
    return;
  }
  const Step step = step_of(request);
  ++requests_[endpoint_name(request, step)];
  // Without the query: it may carry a one-time password.
  if (house_.verbose) {
    std::fprintf(stderr, "%s %s\n", request.method.c_str(), request.target.path.c_str());
  }
  if (strikes_down(*exchange, step)) return;
  const int64_t delay_ms = house_.faults.step(step).delay_ms;
  if (delay_ms == 0) {
    act(exchange, step);
    return;
  }
  call_later(house_.loop, static_cast<uint64_t>(delay_ms), [this, exchange, step] {
    if (exchange->alive() && !shut_down_) act(exchange, step);
  });
}

bool Gateway::close_step_is(Step step) const {
  return house_.faults.close_step.empty() || house_.faults.close_step == step_name(step);
}

bool Gateway::strikes_down(Exchange& exchange, Step step) {
  Faults& faults = house_.faults;
  if (!close_step_is(step)) return false;
  const bool with_reset = faults.close_with == "rst";
  if (faults.close_request.take() || (!exchange.first() && faults.close_reuse.take())) {
    exchange.break_off("", with_reset);
    return true;
  }
  if (faults.garbage_http.take()) {
    exchange.break_off("\x16\x03 220 mail.example ESMTP\r\nwhat?\r\n\r\n", with_reset);
    return true;
  }
  if (step == Step::upgrade && faults.close_half.take()) {
    exchange.break_off("HTTP/1.1 101 Switching Protocols\r\nConnection: Upg", with_reset);
    return true;
  }
  return false;
}

void Gateway::act(const std::shared_ptr<Exchange>& exchange, Step step) {
  const HttpRequest& request = exchange->request();
  if (auto failure = step_fault(request, step)) {
    respond(*exchange, std::move(*failure));
  } else if (step == Step::upgrade) {
    upgrade_.answer(exchange);
  } else {
    answer(request,
           [this, exchange](HttpResponse response) { respond(*exchange, std::move(response)); });
  }
}

std::optional<HttpResponse> Gateway::step_fault(const HttpRequest& request, Step step) {
  StepFaults& faults = house_.faults.step(step);
  if (faults.redirect.take()) {
    HttpResponse response;
    response.status = 302;
    response.content_type = "text/html";
    response.headers.emplace_back("Location", house_.faults.redirect_location);
    return response;
  }
  if (!faults.fail.take()) return std::nullopt;
  const int status = static_cast<int>(faults.fail_status);
  HttpResponse response =
      step == Step::upgrade ? refused_upgrade_answer(request, status, reason_phrase(status))
      : step == Step::otp   ? apid_error_answer(status, reason_phrase(status), request_id())
                            : error_answer(status, status == 401 ? 11 : status,
                                         status == 401 ? "forbidden" : reason_phrase(status));
  if (faults.fail_retry_after > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(faults.fail_retry_after));
  }
  return response;
}

HttpResponse Gateway::unauthorized(const HttpRequest& request) {
  if (starts_with(request.target.path, "/apid/")) {
    return apid_error_answer(401, "Unauthorized", request_id());
  }
  return error_answer(401, 11, "forbidden");
}

void Gateway::answer(const HttpRequest& request, const StreamsApi::Reply& reply) {
  const int64_t now_ms = house_.timers.now_ms();
  if (is_path(request, "/_open/auth")) {
    if (request.method != "POST") return reply(error_answer(405, 405, "method not allowed"));
    return reply(login_answer(house_.credentials, request, now_ms / 1000));
  }
  const auto who = house_.credentials.check(request.header("authorization"), now_ms / 1000);
  if (!who) return reply(unauthorized(request));
  if (StreamsApi::owns(request.target)) return streams_.answer(request, *who, reply);
  reply(account_answer(request, *who, now_ms));
}

HttpResponse Gateway::account_answer(const HttpRequest& request, const Identity& who,
                                     int64_t now_ms) {
  if (is_path(request, "/apid/otp")) {
    if (request.method != "POST") return apid_error_answer(405, "Method Not Allowed", request_id());
    return otp_answer(otps_, house_.random, who, now_ms);
  }
  if (is_path(request, "/_api/user") && request.method == "GET") {
    return user_answer(who, house_.credentials.account);
  }
  if (is_path(request, "/datacenter/local") && request.method == "GET") {
    return datacenter_answer(request.header("host"));
  }
  if (is_key_validation(request)) return key_answer(house_.credentials, request, now_ms / 1000);
  return error_answer(404, 404, "unknown path");
}

void Gateway::own_answer(const HttpRequest& request, const StreamsApi::Reply& reply) {
  const int64_t now_s = house_.timers.now_ms() / 1000;
  if (!house_.credentials.check(request.header("authorization"), now_s)) {
    return reply(error_answer(401, 11, "forbidden"));
  }
  if (is_path(request, "/_emulator/state") && request.method == "GET") {
    return house_.catalogue.state([this, reply](const Outcome<emulator::BrokerState>& streams) {
      reply(state_answer(streams));
    });
  }
  if (is_path(request, "/_emulator/faults")) return answer_faults(request, reply);
  reply(error_answer(404, 404, "unknown path"));
}

void Gateway::answer_faults(const HttpRequest& request, const StreamsApi::Reply& reply) {
  const auto show = [this, reply](const emulator::AdminStatus& status) {
    if (!status.ok()) return reply(status_answer(status));
    HttpResponse response;
    response.body = fault_switch_.as_json();
    reply(response);
  };
  if (request.method == "GET") return show({});
  if (request.method != "PUT") return reply(error_answer(405, 405, "method not allowed"));
  const emulator::JsonParsed body = json_body(request.body);
  if (!body.ok) return reply(error_answer(400, 400, body.error));
  fault_switch_.change(body.value, show);
}

HttpResponse Gateway::state_answer(const Outcome<emulator::BrokerState>& streams) const {
  if (!streams.status.ok()) return status_answer(streams.status);
  JsonWriter json;
  json.begin_object();
  house_.write_connections(json);
  json.member("websockets", sessions_.size());
  json.key("otp").begin_object().member("issued", otps_.counters().issued);
  json.member("used", otps_.counters().used).member("refused", otps_.counters().refused);
  json.member("expired", otps_.counters().expired).member("outstanding", otps_.outstanding());
  json.end_object().key("requests").begin_object();
  for (const auto& [name, count] : requests_) json.member(name, count);
  json.end_object().key("answers").begin_object();
  for (const auto& [status, count] : answers_) json.member(std::to_string(status), count);
  json.end_object();
  write_streams(json, streams.value);
  HttpResponse response;
  response.body = json.end_object().take();
  return response;
}

void Gateway::respond(Exchange& exchange, HttpResponse response) {
  Faults& faults = house_.faults;
  const HttpRequest& request = exchange.request();
  const Step step = step_of(request);
  ++answers_[response.status];
  add_headers(request, &response);
  if (faults.step(step).close_after.take()) response.close = true;
  if (close_step_is(step) && faults.close_half.take()) {
    const std::string whole = write_response(response, true);
    exchange.break_off(whole.substr(0, whole.size() / 2), faults.close_with == "rst");
    return;
  }
  exchange.respond(response);
}

void Gateway::add_headers(const HttpRequest& request, HttpResponse* response) {
  response->headers.emplace_back("Server", "APISIX");
  response->headers.emplace_back("x-gdn-region", plain_host(request.header("host")));
  response->headers.emplace_back("x-gdn-requestid", request_id());
  response->headers.emplace_back("x-gdn-responsetime", "1");
  response->headers.emplace_back("Access-Control-Expose-Headers",
                                 "x-gdn-region, x-gdn-requestid, x-gdn-responsetime");
  if (StreamsApi::owns(request.target) || StreamUpgrade::owns(request.target)) {
    response->headers.emplace_back("broker-address", "127.0.0.1");
  }
}

std::string Gateway::request_id() {
  unsigned char b[16];
  house_.random.fill(b, sizeof b);
  b[6] = static_cast<unsigned char>((b[6] & 0x0f) | 0x40);
  b[8] = static_cast<unsigned char>((b[8] & 0x3f) | 0x80);
  std::string text;
  for (int at = 0; at < 16; ++at) {
    if (at == 4 || at == 6 || at == 8 || at == 10) text += '-';
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", b[at]);
    text += pair;
  }
  return text;
}

}  // namespace uc8::gateway
