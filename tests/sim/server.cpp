// SPDX-License-Identifier: Apache-2.0
#include "sim/server.h"

#include <stdlib.h>

#include "sim/codec.h"

namespace uc8::sim {

namespace {

const char kStream[] = "orders";
const char kSecret[] = "apikey acme.key.secret";

bool read_type(const std::string& text, SubscriptionType* type) {
  if (text == "Exclusive") *type = SubscriptionType::exclusive;
  if (text == "Shared") *type = SubscriptionType::shared;
  if (text == "Failover") *type = SubscriptionType::failover;
  return text == "Exclusive" || text == "Shared" || text == "Failover";
}

}  // namespace

bool Server::accept(const std::shared_ptr<Wire>& wire) {
  const bool gone =
      stage_.plant == Plant::stop_serving && stage_.clock.now() > stage_.scenario.faults_end / 2;
  if (is_down_ || gone) return false;
  connections_.push_back(std::make_unique<ServerConnection>(stage_, *this, wire));
  return true;
}

bool Server::is_settled() const {
  for (const auto& connection : connections_) {
    if (!connection->is_settled()) return false;
  }
  return true;
}

void Server::plan_crashes() {
  for (unsigned i = 0; i < stage_.scenario.faults.restarts; ++i) {
    stage_.clock.at(stage_.server_dice.below(stage_.scenario.faults_end), [this] { crash(); });
  }
}

void Server::crash() {
  if (is_down_) return;
  const Millis down = stage_.server_dice.between(200, 8'000);
  stage_.findings.trace("server: crashes, for %llu ms", static_cast<unsigned long long>(down));
  is_down_ = true;
  broker_.crash();
  for (const auto& connection : connections_) connection->crash();
  stage_.clock.after(down, [this] { is_down_ = false; });
}

std::string Server::refuse(int process, int status, const std::string& words) {
  stage_.books.refused(process, status);
  std::string fields;
  if (status == 429 && stage_.server_dice.coin()) {
    fields = "Retry-After: " + std::to_string(stage_.server_dice.below(20)) + "\r\n";
  }
  return response(status, fields, "{\"code\":1,\"error\":true,\"errorMessage\":\"" + words + "\"}");
}

std::string Server::answer(ServerConnection& from, const Request& request) {
  Dice& dice = stage_.server_dice;
  const Faults& faults = stage_.scenario.faults;
  if (request.field("Host") != "api-gdn.example") {
    stage_.findings.violated("wire", "process %d: Host", from.process());
  }
  if (stage_.strikes(faults.http_busy, dice)) {
    static constexpr int kBusy[] = {429, 500, 503};
    return refuse(from.process(), kBusy[dice.below(3)], "busy");
  }
  if (stage_.strikes(faults.http_unauthorized, dice)) return refuse(from.process(), 401, "no");
  if (request.method == "GET") return answer_upgrade(from, request);
  if (request.method != "POST" || request.field("Authorization") != kSecret) {
    stage_.findings.violated("wire", "process %d: %s without credentials", from.process(),
                             request.method.c_str());
    return refuse(from.process(), 400, "what?");
  }
  if (request.path == std::vector<std::string>{"apid", "otp"}) return answer_otp();
  const std::vector<std::string> create = {"_fabric", "_system", "_api", "streams", kStream};
  if (request.path != create || request.parameter("global") != "true") {
    stage_.findings.violated("wire", "process %d: an unknown request", from.process());
  }
  return broker_.create() ? response(202, "", "{}") : response(409, "", "{\"error\":true}");
}

std::string Server::answer_otp() {
  const std::string password = "pass/" + std::to_string(++passwords_) + "+=";
  unused_passwords_.insert(password);
  return response(200, "", "{\"otp\":" + json_quoted(password) + "}");
}

// A password that comes again is a bug of the client's: it is to be fetched anew for each upgrade.
bool Server::take_password(const std::string& password, int process) {
  if (used_passwords_.count(password) > 0) {
    stage_.findings.violated("one_time_password", "process %d: %s again", process,
                             password.c_str());
  }
  if (unused_passwords_.erase(password) == 0) return false;
  used_passwords_.insert(password);
  return true;
}

std::string Server::answer_upgrade(ServerConnection& from, const Request& request) {
  const std::vector<std::string>& path = request.path;
  const bool is_right =
      path.size() >= 8 && path[0] == "_ws" && path[1] == "ws" && path[2] == "v2" &&
      path[4] == "persistent" && path[5] == "acme" && path[6] == "c8global._system" &&
      path[7] == std::string("c8globals.") + kStream && request.field("Upgrade") == "websocket" &&
      request.field("Sec-WebSocket-Version") == "13";
  if (!is_right) {
    stage_.findings.violated("wire", "process %d: not an upgrade", from.process());
    return refuse(from.process(), 400, "what?");
  }
  const bool is_known = request.field("Authorization") == kSecret ||
                        take_password(request.parameter("otp"), from.process());
  if (!is_known) return refuse(from.process(), 401, "who?");
  if (!broker_.has_stream()) return refuse(from.process(), 404, "Topic not found");
  if (path[3] == "producer" && path.size() == 8) return upgrade_producer(from, request);
  if (path[3] == "consumer" && path.size() == 9) return upgrade_consumer(from, request);
  stage_.findings.violated("wire", "process %d: neither producer nor consumer", from.process());
  return refuse(from.process(), 400, "what?");
}

std::string switching_protocols(const Request& request) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         websocket_accept(request.field("Sec-WebSocket-Key")) + "\r\n\r\n";
}

std::string Server::upgrade_producer(ServerConnection& from, const Request& request) {
  SessionRequest session;
  session.process = from.process();
  session.number = from.number();
  session.producer_name = request.parameter("producerName");
  session.is_numbered = !request.parameter("initialSequenceId").empty();
  session.initial_number = atoll(request.parameter("initialSequenceId").c_str());
  if (session.is_numbered && stage_.scenario.refuses_numbering) {
    return refuse(from.process(), 400, "Invalid query params");
  }
  if (broker_.producer_names().count(session.producer_name) > 0) {
    return refuse(from.process(), 409, "Producer with name is already connected");
  }
  from.begin_session(make_producer_session(stage_, broker_, from, session));
  return switching_protocols(request);
}

std::string Server::upgrade_consumer(ServerConnection& from, const Request& request) {
  SessionRequest session;
  session.process = from.process();
  session.number = from.number();
  session.subscription = request.path[8];
  session.is_pull = request.parameter("pullMode") == "true";
  session.queue_size = atoi(request.parameter("receiverQueueSize").c_str());
  if (!read_type(request.parameter("subscriptionType"), &session.type) || session.queue_size < 1) {
    stage_.findings.violated("wire", "process %d: subscription", from.process());
    return refuse(from.process(), 400, "Invalid query params");
  }
  Subscription* subscription = broker_.subscription(session.subscription, session.type);
  const bool is_free = subscription != nullptr &&
                       (subscription->is_free() || session.type != SubscriptionType::exclusive);
  if (!is_free) return refuse(from.process(), 409, "Exclusive consumer is already connected");
  from.begin_session(make_consumer_session(stage_, *subscription, from, session));
  return switching_protocols(request);
}

}  // namespace uc8::sim
