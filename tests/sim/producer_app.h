// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "sim/process.h"
#include "uc8/producer.h"

namespace uc8::sim {

/// A program that sends its messages one after the other, as fast as its plan and the window allow.
class ProducerApp final : public Process, private ProducerHandler {
 public:
  ProducerApp(Stage& stage, Server& server, int number, const ProducerPlan& plan);
  ~ProducerApp() = default;

  /// Everything was sent and has its outcome.
  bool is_done() const { return todo_.empty() && again_.empty(); }

 private:
  void create() override;
  void destroy() override;
  Error open_object() override { return producer_->open(); }
  void close_object(Millis drain_ms) override { producer_->close(drain_ms); }
  void on_over(bool killed) override;
  void greet_late() override { on_open(*producer_); }

  void on_open(Producer& producer) override;
  void on_sent(Producer& producer, const SendResult& result) override;
  void on_interrupted(Producer&, const Interruption& interruption) override;
  void on_failed(Producer&, Fault fault) override;
  void on_closed(Producer&) override;

  void make_messages();
  void send_later();
  /// Answers whether it was accepted.
  bool send_next();
  void check_window();
  void check_goes_on();

  ProducerPlan plan_;
  std::string name_;
  Account account_;
  std::vector<uint8_t> receive_;
  std::vector<uint8_t> transmit_;
  std::vector<uint8_t> window_;
  std::optional<Producer> producer_;
  int64_t last_confirmed_ = -1;
  std::deque<int> todo_;     ///< Numbers of messages, in order.
  std::vector<int> again_;   ///< Told as unconfirmed: to be sent again in the next life.
  bool must_end_ = false;    ///< A send was refused because the end is on its way.
  bool is_blocked_ = false;  ///< The window was full.
  bool is_sending_later_ = false;
};

/// The account that every process uses.
Account simulated_account(UpgradeAuth upgrade_auth);

}  // namespace uc8::sim
