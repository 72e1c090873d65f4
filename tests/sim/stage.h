// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/books.h"
#include "sim/findings.h"
#include "sim/plant.h"
#include "sim/scenario.h"
#include "sim/scheduler.h"

namespace uc8::sim {

/// What every part of one run shares.
struct Stage {
  Stage(uint64_t seed, bool is_verbose, Plant planted)
      : seed_dice(seed),
        scenario(make_scenario(seed_dice.fork())),
        network_dice(seed_dice.fork()),
        server_dice(seed_dice.fork()),
        app_dice(seed_dice.fork()),
        findings(clock, is_verbose),
        books(findings),
        plant(planted) {}

  /// Whether a fault of that likelihood happens now. None begins after `faults_end`.
  bool strikes(unsigned percent, Dice& dice) const {
    return percent > 0 && clock.now() < scenario.faults_end && dice.chance(percent);
  }
  /// Whether the planted bug, if it is this one, acts on this occasion.
  bool plants(Plant bug) { return plant == bug && server_dice.chance(30); }

  Dice seed_dice;
  Scenario scenario;
  Dice network_dice;
  Dice server_dice;
  Dice app_dice;
  Scheduler clock;
  Findings findings;
  Books books;
  Plant plant;
};

}  // namespace uc8::sim
