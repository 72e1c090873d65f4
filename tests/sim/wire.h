// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "sim/stage.h"

namespace uc8::sim {

/// One end of a wire; told that something there has changed.
class WireEnd {
 public:
  virtual void on_wire() = 0;

 protected:
  ~WireEnd() = default;
};

/// One simulated TCP connection: two lanes of bytes with latency and a limited window.
///
/// **Bytes of a lane arrive in order; what flies when the wire breaks is lost.**
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  enum Side { client, server };

  /// `process` is whose it is. Which faults it will have is decided here.
  Wire(Stage& stage, int number, int process);

  int number() const { return number_; }
  int process() const { return process_; }
  /// Null: nobody is there any more.
  void attach(Side side, WireEnd* end) { ends_[side] = end; }
  /// The connection stands; faults that come by time begin to count.
  void connected();

  /// How many were taken.
  size_t write(Side from, const char* bytes, size_t size);
  size_t read(Side at, char* to, size_t size);
  size_t readable(Side at) const { return lanes_[other(at)].arrived.size(); }
  size_t room(Side from) const;
  /// The other end's FIN has come, and all before it was read.
  bool ended(Side at) const { return lanes_[other(at)].fin_arrived && readable(at) == 0; }
  bool broken(Side at) const { return broken_[at]; }
  bool is_whole() const { return !is_dark_ && !is_cut_; }

  /// FIN, behind what was written.
  void finish(Side from);
  /// RST by that side: what it wrote and has not arrived is lost.
  void abort(Side from);
  /// The network breaks it. `unnoticed`: the server hears of it from its idle timeout only.
  void cut(bool unnoticed);
  /// Nothing arrives any more, at neither end, and nobody is told.
  void go_dark();

 private:
  struct Lane {
    std::string flying;
    std::string arrived;
    Millis last_arrival = 0;
    bool is_blocked = false;  ///< Its writer found no room.
    bool fin_sent = false;
    bool fin_arrived = false;
    size_t written = 0;
    size_t break_after = ~size_t{0};
  };
  static Side other(Side side) { return side == client ? server : client; }
  void tell(Side side);
  void break_end(Side side, Millis later);
  Millis arrival(Lane& lane);

  Stage& stage_;
  int number_;
  int process_;
  WireEnd* ends_[2] = {nullptr, nullptr};
  Lane lanes_[2];  ///< By who writes.
  bool broken_[2] = {false, false};
  bool is_dark_ = false;
  bool is_cut_ = false;
  bool cut_unnoticed_ = false;
  Millis dark_after_ = ~Millis{0};
};

}  // namespace uc8::sim
