// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/broker.h"
#include "sim/http_text.h"
#include "sim/server_connection.h"

namespace uc8::sim {

/// The model of a GDN: accepts connections, answers requests, crashes.
class Server {
 public:
  explicit Server(Stage& stage) : stage_(stage), broker_(stage) {}

  /// False: nobody listens just now.
  bool accept(const std::shared_ptr<Wire>& wire);
  /// What becomes of a request; `session` is set when it was an upgrade that succeeds.
  std::string answer(ServerConnection& from, const Request& request);
  /// Crashes now and then, until the faults end.
  void plan_crashes();
  Broker& broker() { return broker_; }
  /// See Session.
  bool is_settled() const;

 private:
  struct Refusal {
    int status;
    const char* words;
  };

  std::string answer_otp();
  std::string answer_upgrade(ServerConnection& from, const Request& request);
  bool is_known(const Request& request) const;
  bool take_password(const std::string& password, int process);
  std::string upgrade_producer(ServerConnection& from, const Request& request);
  std::string upgrade_consumer(ServerConnection& from, const Request& request);
  std::string refuse(int process, int status, const std::string& words);
  void crash();

  Stage& stage_;
  Broker broker_;
  bool is_down_ = false;
  uint64_t passwords_ = 0;
  std::set<std::string> unused_passwords_;
  std::set<std::string> used_passwords_;
  std::vector<std::unique_ptr<ServerConnection>> connections_;
};

}  // namespace uc8::sim
