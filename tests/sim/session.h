// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "sim/broker.h"
#include "sim/codec.h"

namespace uc8::sim {

/// Where a session's texts go.
class Outlet {
 public:
  virtual void send_text(const std::string& text) = 0;

 protected:
  ~Outlet() = default;
};

/// What a WebSocket is for, at the server.
class Session {
 public:
  virtual ~Session() = default;
  virtual void on_text(const FlatObject& text) = 0;
  /// A Close frame of the client has come.
  virtual void on_close_frame() {}
  /// Push: every place of the window is free. A place that is not, when all is acknowledged, is
  /// lost for as long as the session lasts.
  virtual bool is_settled() const { return true; }
  /// The last call. `crashed`: with the whole server; nothing can be put in order any more.
  virtual void on_end(bool crashed) = 0;
};

/// What an upgrade asks for.
struct SessionRequest {
  int process = 0;
  int number = 0;  ///< Of the session.
  std::string subscription;
  SubscriptionType type = SubscriptionType::failover;
  bool is_pull = false;
  int queue_size = 1;
  std::string producer_name;
  bool is_numbered = false;
  int64_t initial_number = -1;
};

std::unique_ptr<Session> make_producer_session(Stage& stage, Broker& broker, Outlet& outlet,
                                               const SessionRequest& request);
std::unique_ptr<Session> make_consumer_session(Stage& stage, Subscription& subscription,
                                               Outlet& outlet, const SessionRequest& request);

}  // namespace uc8::sim
