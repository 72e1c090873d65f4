// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "sim/consumer_app.h"
#include "sim/producer_app.h"

namespace uc8::sim {

/// One run: the server, the processes, and how it ends.
class World {
 public:
  World(uint64_t seed, bool is_verbose, Plant plant);

  /// Runs to the end, or to the first broken promise.
  void run();
  const Findings& findings() const { return stage_.findings; }

 private:
  void describe();
  bool run_until(Millis until);
  void recover();
  bool is_quiet() const;
  const char* unfinished() const;
  void finish();
  void all(void (*action)(Process&));

  Stage stage_;
  Server server_;
  std::vector<std::unique_ptr<ProducerApp>> producers_;
  std::vector<std::unique_ptr<ConsumerApp>> consumers_;
};

}  // namespace uc8::sim
