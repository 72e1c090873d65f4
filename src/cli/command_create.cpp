// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_task.h"
#include "cli/run.h"
#include "cli/stream_name.h"

namespace uc8::cli {
namespace {

class CreateTask final : public AdminTask {
 public:
  CreateTask(const Options& options, const Identity& identity, bool print)
      : AdminTask(options, identity, "create " + options.stream), print_(print) {}

 private:
  Error begin(StreamAdmin& admin) override { return admin.create(stream()); }
  int end(bool, std::string& out) override {
    if (print_) out = full_name(options_.stream, options_.scope, options_.service()) + "\n";
    return 0;
  }

  bool print_;
};

}  // namespace

int run_create(const Options& options, const Identity& identity) {
  // Never destroyed: the loop and a look-up of the system's resolver may still refer to it.
  return (new CreateTask(options, identity, true))->run();
}

int run_make(const Options& options, const Identity& identity) {
  return (new CreateTask(options, identity, false))->run();
}

}  // namespace uc8::cli
