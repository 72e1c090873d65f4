// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "sim/server.h"
#include "sim/sim_runtime.h"
#include "sim/sim_transport.h"

namespace uc8::sim {

/// A program that uses the library: starts, closes now and then, is killed, starts again. Here is
/// what its object's life promises; what it does with messages is for those who derive from it.
class Process {
 public:
  Process(Stage& stage, Server& server, int number);
  virtual ~Process() = default;

  /// From now on it runs.
  void start();
  /// Closes for good.
  void finish();
  bool is_finished() const { return state_ == State::absent && is_finishing_; }
  int number() const { return number_; }

 protected:
  enum class State { absent, running, closing, closed, failed };

  // The object of the library.
  virtual void create() = 0;
  virtual void destroy() = 0;
  virtual Error open_object() = 0;
  virtual void close_object(Millis drain_ms) = 0;
  /// The object forgot everything: it closed, failed, or the process was killed.
  virtual void on_over(bool killed) = 0;
  virtual void greet_late() = 0;  ///< The plant: a callback that must not come.

  /// Every callback begins here. False: ignore it, it should not have come.
  /// `at_rest`: it may also come when the object is closed or failed.
  bool enter(const char* callback, bool at_rest = false);
  /// ... and may end here: the application closes now and then.
  void maybe_close();
  void handle_interrupted(const Interruption& interruption);
  void handle_failed(Fault fault);
  void handle_closed();
  void close(Millis drain_ms);

  /// Every call into the object goes through this.
  template <class Call>
  auto call(Call function) {
    ++calls_;
    if (stage_.plants(Plant::callback_from_inside)) (void)enter("planted");
    const auto result = function();
    --calls_;
    return result;
  }
  /// Does it later, unless the object is another by then.
  void later(Millis delay, std::function<void()> action);

  SimRuntime& runtime() { return *runtimes_.back(); }
  SimTransport& transport() { return *transports_.back(); }
  Stage& stage() { return stage_; }
  Dice& dice() { return stage_.app_dice; }
  State state() const { return state_; }

 private:
  void begin_life();
  void open();
  void come_back();
  void check_rest(const char* how);
  void bury();
  void watch_for_death();
  void kill();

  Stage& stage_;
  Server& server_;
  int number_;
  State state_ = State::absent;
  int calls_ = 0;
  int life_ = 0;  ///< Counts objects.
  int closes_ = 0;
  bool is_finishing_ = false;
  // Kept for the whole run: events may still know them.
  std::vector<std::unique_ptr<SimRuntime>> runtimes_;
  std::vector<std::unique_ptr<SimTransport>> transports_;
};

}  // namespace uc8::sim
