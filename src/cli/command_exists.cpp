// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_task.h"
#include "cli/run.h"

namespace uc8::cli {
namespace {

class ExistsTask final : public AdminTask {
 public:
  ExistsTask(const Options& options, const Identity& identity)
      : AdminTask(options, identity, "exists " + options.stream) {}

 private:
  Error begin(StreamAdmin& admin) override { return admin.exists(stream()); }
  int end(bool found, std::string&) override { return found ? 0 : 4; }
};

}  // namespace

int run_exists(const Options& options, const Identity& identity) {
  // Never destroyed: the loop and a look-up of the system's resolver may still refer to it.
  return (new ExistsTask(options, identity))->run();
}

}  // namespace uc8::cli
