// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/process.h"
#include "uc8/consumer.h"

namespace uc8::sim {

/// A program that takes messages, holds some, and acknowledges each delivery once: at once, in
/// batches, or late and in any order.
class ConsumerApp final : public Process, private ConsumerHandler {
 public:
  ConsumerApp(Stage& stage, Server& server, int number, const ConsumerPlan& plan);
  ~ConsumerApp() = default;

  const ConsumerPlan& plan() const { return plan_; }
  bool is_done() const { return taken_.empty(); }

 private:
  /// A delivery, until it is acknowledged.
  struct Taken {
    MessageId id;
    size_t index;
    int session;
  };

  void create() override;
  void destroy() override;
  Error open_object() override { return consumer_->open(); }
  void close_object(Millis) override { consumer_->close(); }
  void on_over(bool killed) override;
  void greet_late() override { on_open(*consumer_); }

  void on_open(Consumer&) override;
  Flow on_message(Consumer&, const Message& message) override;
  void on_batch_end(Consumer&) override;
  void on_oversized(Consumer&, const MessageId& id, size_t size) override;
  void on_interrupted(Consumer&, const Interruption& interruption) override;
  void on_failed(Consumer&, Fault fault) override;
  void on_closed(Consumer&) override;

  bool may_be_told(const char* what);
  bool holds(const Message& message);
  void resume();
  void take(const MessageId& id);
  void check_content(const Message& message, const Entry& entry);
  void check_window();
  void acknowledge_some(size_t count);
  void acknowledge(size_t at);

  ConsumerPlan plan_;
  Account account_;
  std::vector<uint8_t> receive_;
  std::vector<uint8_t> transmit_;
  std::vector<uint64_t> slots_;
  std::optional<Consumer> consumer_;
  std::vector<Taken> taken_;
  std::set<size_t> settled_;  ///< Acknowledged since this connection stands.
  int session_ = 0;           ///< 0: not open.
  std::string held_;          ///< The id of a message that was not taken; it comes first.
  bool may_resume_ = true;    ///< resume() was called since.
};

}  // namespace uc8::sim
