// SPDX-License-Identifier: Apache-2.0
//
// sim --seed N [-v] | --seeds A..B | --self-test   [--plant NAME]
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <string>

#include "sim/world.h"
#include "uc8/port/panic.h"

namespace {

using uc8::sim::kPlantedBugs;
using uc8::sim::Plant;
using uc8::sim::PlantedBug;
using uc8::sim::World;

struct Options {
  uint64_t first = 1;
  uint64_t last = 0;
  bool is_verbose = false;
  bool is_self_test = false;
  Plant plant = Plant::none;
  const char* plant_name = nullptr;
};

uint64_t running_seed = 0;

int usage() {
  (void)fprintf(stderr,
                "usage: sim --seed N [-v]      one run; -v tells all that happens\n"
                "       sim --seeds A..B       many; one line for each that fails\n"
                "       sim --self-test        each planted bug must be found\n"
                "       --plant NAME           with a bug of the self-test\n");
  return 2;
}

bool read_plant(const char* name, Options* out) {
  for (const PlantedBug& bug : kPlantedBugs) {
    if (strcmp(bug.name, name) == 0) {
      out->plant = bug.plant;
      out->plant_name = bug.name;
      return true;
    }
  }
  return false;
}

bool read_seeds(const char* text, Options* out) {
  return sscanf(text, "%" SCNu64 "..%" SCNu64, &out->first, &out->last) == 2 &&
         out->first <= out->last;
}

bool read_options(int argc, char** argv, Options* out) {
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "-v") {
      out->is_verbose = true;
    } else if (name == "--self-test") {
      out->is_self_test = true;
    } else if (name == "--seed" && *value != '\0') {
      out->first = out->last = strtoull(value, nullptr, 10);
      ++i;
    } else if (name == "--seeds" && read_seeds(value, out)) {
      ++i;
    } else if (name == "--plant" && read_plant(value, out)) {
      ++i;
    } else {
      return false;
    }
  }
  return out->is_self_test || out->last > 0;
}

int run_seeds(const Options& options) {
  int failures = 0;
  for (uint64_t seed = options.first; seed <= options.last; ++seed) {
    running_seed = seed;
    World world(seed, options.is_verbose, options.plant);
    world.run();
    if (!world.findings().any()) continue;
    ++failures;
    (void)printf("seed %" PRIu64 ": %s: %s (replay: sim --seed %" PRIu64 " -v%s%s)\n", seed,
                 world.findings().check().c_str(), world.findings().words().c_str(), seed,
                 options.plant_name != nullptr ? " --plant " : "",
                 options.plant_name != nullptr ? options.plant_name : "");
  }
  (void)printf("%" PRIu64 " seeds, %d failed\n", options.last - options.first + 1, failures);
  return failures > 0 ? 1 : 0;
}

/// The first seed at which the check that has to find the bug does; 0: none.
uint64_t seed_that_finds(const PlantedBug& bug) {
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    running_seed = seed;
    World world(seed, false, bug.plant);
    world.run();
    if (world.findings().check() == bug.found_by) return seed;
  }
  return 0;
}

bool goes_the_same_way_again(uint64_t seed) {
  World first(seed, false, Plant::none);
  World second(seed, false, Plant::none);
  first.run();
  second.run();
  return first.findings().digest() == second.findings().digest();
}

int self_test() {
  int failures = 0;
  for (const PlantedBug& bug : kPlantedBugs) {
    const uint64_t seed = seed_that_finds(bug);
    if (seed == 0) ++failures;
    (void)printf("%-22s %s by %s, seed %" PRIu64 "\n", bug.name, seed > 0 ? "found" : "NOT FOUND",
                 bug.found_by, seed);
  }
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    if (goes_the_same_way_again(seed)) continue;
    ++failures;
    (void)printf("seed %" PRIu64 " goes another way the second time\n", seed);
  }
  return failures > 0 ? 1 : 0;
}

}  // namespace

/// The library found a bug in itself: that is the end of this run, and of all.
extern "C" void uc8_panic(const char* what) {
  (void)printf("seed %" PRIu64 ": panic: %s (replay: sim --seed %" PRIu64 " -v)\n", running_seed,
               what, running_seed);
  (void)fflush(stdout);
  _exit(1);
}

int main(int argc, char** argv) {
  (void)setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  Options options;
  if (!read_options(argc, argv, &options)) return usage();
  return options.is_self_test ? self_test() : run_seeds(options);
}
