// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_task.h"
#include "cli/run.h"

namespace uc8::cli {
namespace {

class DeleteTask final : public AdminTask {
 public:
  DeleteTask(const Options& options, const Identity& identity)
      : AdminTask(options, identity, "delete " + options.stream) {}

 private:
  Error begin(StreamAdmin& admin) override { return admin.remove(stream(), options_.force); }
  int end(bool, std::string&) override { return 0; }
};

}  // namespace

int run_delete(const Options& options, const Identity& identity) {
  // Never destroyed: the loop and a look-up of the system's resolver may still refer to it.
  return (new DeleteTask(options, identity))->run();
}

}  // namespace uc8::cli
