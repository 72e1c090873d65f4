// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "broker/json_writer.h"
#include "faults/fault_switch.h"
#include "faults/faults.h"
#include "gdn/credentials.h"
#include "gdn/otp_store.h"
#include "gdn/stream_upgrade.h"
#include "gdn/streams_api.h"
#include "http/exchange.h"
#include "net/loop_timers.h"
#include "ws/session_list.h"
#include "ws/stream_backend.h"

namespace uc8::gateway {

// The GDN's front door: who asks, for what, and which fault strikes.
class Gateway final : public RequestHandler {
 public:
  // What exists before it and outlives it.
  struct House {
    uv_loop_t* loop;
    LoopTimers& timers;
    emulator::Broker& broker;
    StreamBackend& backend;
    StreamCatalogue& catalogue;
    Faults& faults;
    Credentials& credentials;
    Random& random;
    std::vector<std::string> fabrics;
    int64_t otp_lifetime_ms;
    // The members of the state page that belong to the listener and TLS.
    std::function<void(emulator::JsonWriter&)> write_connections;
    bool verbose = false;
  };

  explicit Gateway(House house);

  void on_request(std::shared_ptr<Exchange> exchange) override;

  const SessionList& sessions() const { return sessions_; }
  // The end of the program: closes all WebSockets, and answers nothing but 503.
  void shut_down();
  FaultSwitch& fault_switch() { return fault_switch_; }

 private:
  void act(const std::shared_ptr<Exchange>& exchange, Step step);
  // The faults that end a connection instead of an answer.
  bool strikes_down(Exchange& exchange, Step step);
  std::optional<HttpResponse> step_fault(const HttpRequest& request, Step step);
  void answer(const HttpRequest& request, const StreamsApi::Reply& reply);
  void own_answer(const HttpRequest& request, const StreamsApi::Reply& reply);
  HttpResponse account_answer(const HttpRequest& request, const Identity& who, int64_t now_ms);
  void answer_faults(const HttpRequest& request, const StreamsApi::Reply& reply);
  HttpResponse state_answer(const Outcome<emulator::BrokerState>& streams) const;
  HttpResponse unauthorized(const HttpRequest& request);
  void respond(Exchange& exchange, HttpResponse response);
  void add_headers(const HttpRequest& request, HttpResponse* response);
  std::string request_id();
  bool close_step_is(Step step) const;

  House house_;
  SessionList sessions_;
  OtpStore otps_;
  StreamsApi streams_;
  StreamUpgrade upgrade_;
  FaultSwitch fault_switch_;
  std::map<std::string, uint64_t> requests_;
  std::map<int, uint64_t> answers_;
  bool shut_down_ = false;
};

}  // namespace uc8::gateway
