// SPDX-License-Identifier: Apache-2.0
#include "sim/wire.h"

#include <algorithm>

namespace uc8::sim {

Wire::Wire(Stage& stage, int number, int process)
    : stage_(stage), number_(number), process_(process) {
  Dice& dice = stage.network_dice;
  const Faults& faults = stage.scenario.faults;
  if (stage.strikes(faults.reset, dice)) {
    lanes_[dice.coin() ? client : server].break_after = dice.below(dice.coin() ? 600 : 5'000);
    cut_unnoticed_ = stage.strikes(faults.unnoticed, dice);
  }
  if (stage.strikes(faults.dark, dice)) dark_after_ = dice.below(15'000);
}

void Wire::connected() {
  if (dark_after_ == ~Millis{0}) return;
  const Millis at = stage_.clock.now() + dark_after_;
  if (at >= stage_.scenario.faults_end) return;
  stage_.clock.at(at, [wire = shared_from_this()] { wire->go_dark(); });
}

Millis Wire::arrival(Lane& lane) {
  const Millis at = stage_.clock.now() + stage_.network_dice.below(stage_.scenario.latency_max + 1);
  lane.last_arrival = std::max(lane.last_arrival, at);
  return lane.last_arrival;
}

size_t Wire::room(Side from) const {
  const Lane& lane = lanes_[from];
  const size_t used = lane.flying.size() + lane.arrived.size();
  const size_t window = stage_.scenario.wire_window;
  return used < window ? window - used : 0;
}

size_t Wire::write(Side from, const char* bytes, size_t size) {
  Lane& lane = lanes_[from];
  if (broken_[from] || lane.fin_sent) return 0;
  const bool breaks = stage_.clock.now() < stage_.scenario.faults_end && !is_cut_;
  size_t taken = std::min({size, room(from), stage_.scenario.chunk_max});
  if (taken > 1) taken = stage_.network_dice.between((taken + 1) / 2, taken);
  if (breaks && lane.written + taken > lane.break_after) {
    cut(cut_unnoticed_);
    return taken;  // Into a kernel that does not know yet.
  }
  lane.is_blocked = taken < size;
  if (taken == 0) return 0;
  lane.written += taken;
  lane.flying.append(bytes, taken);
  stage_.clock.at(arrival(lane), [wire = shared_from_this(), from, taken] {
    if (wire->is_dark_ || wire->is_cut_) return;
    Lane& to = wire->lanes_[from];
    const size_t left = std::min(taken, to.flying.size());
    to.arrived.append(to.flying, 0, left);
    to.flying.erase(0, left);
    wire->tell(other(from));
  });
  return taken;
}

size_t Wire::read(Side at, char* to, size_t size) {
  Lane& lane = lanes_[other(at)];
  const size_t taken = std::min(size, lane.arrived.size());
  (void)lane.arrived.copy(to, taken);
  lane.arrived.erase(0, taken);
  if (taken > 0 && lane.is_blocked && !is_dark_ && !is_cut_) {
    lane.is_blocked = false;
    stage_.clock.at(arrival(lanes_[at]),
                    [wire = shared_from_this(), at] { wire->tell(other(at)); });
  }
  return taken;
}

void Wire::finish(Side from) {
  Lane& lane = lanes_[from];
  if (lane.fin_sent || broken_[from]) return;
  lane.fin_sent = true;
  stage_.clock.at(arrival(lane), [wire = shared_from_this(), from] {
    if (wire->is_dark_ || wire->is_cut_) return;
    wire->lanes_[from].fin_arrived = true;
    wire->tell(other(from));
  });
}

void Wire::abort(Side from) {
  if (is_dark_ || is_cut_ || broken_[from]) return;
  is_cut_ = true;
  lanes_[client].flying.clear();
  lanes_[server].flying.clear();
  broken_[from] = true;
  break_end(other(from), stage_.network_dice.below(stage_.scenario.latency_max + 1));
}

void Wire::cut(bool unnoticed) {
  if (is_dark_ || is_cut_) return;
  stage_.findings.trace("wire %d breaks%s", number_, unnoticed ? ", unseen by the server" : "");
  is_cut_ = true;
  lanes_[client].flying.clear();
  lanes_[server].flying.clear();
  const Millis latency_max = stage_.scenario.latency_max;
  break_end(client, stage_.network_dice.below(latency_max + 1));
  if (!unnoticed) break_end(server, stage_.network_dice.below(latency_max + 1));
}

void Wire::go_dark() {
  if (is_dark_ || is_cut_) return;
  stage_.findings.trace("wire %d goes dark", number_);
  is_dark_ = true;
}

void Wire::break_end(Side side, Millis later) {
  stage_.clock.after(later, [wire = shared_from_this(), side] {
    wire->broken_[side] = true;
    wire->tell(side);
  });
}

void Wire::tell(Side side) {
  if (ends_[side] != nullptr) ends_[side]->on_wire();
}

}  // namespace uc8::sim
