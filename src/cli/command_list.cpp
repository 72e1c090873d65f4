// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_task.h"
#include "cli/run.h"
#include "cli/stream_name.h"

namespace uc8::cli {
namespace {

class ListTask final : public AdminTask {
 public:
  ListTask(const Options& options, const Identity& identity)
      : AdminTask(options, identity, "list") {}

 private:
  Error begin(StreamAdmin& admin) override { return admin.list(options_.scope); }

  void on_stream(StreamAdmin&, Bytes name) override {
    names_ += without_controls({reinterpret_cast<const char*>(name.data), name.size}) + "\n";
  }

  void on_interrupted(StreamAdmin& admin, const Interruption& interruption) override {
    names_.clear();  // The list starts again from its beginning.
    AdminTask::on_interrupted(admin, interruption);
  }

  int end(bool, std::string& out) override {
    out = names_;
    return 0;
  }

  std::string names_;
};

}  // namespace

int run_list(const Options& options, const Identity& identity) {
  // Never destroyed: the loop and a look-up of the system's resolver may still refer to it.
  return (new ListTask(options, identity))->run();
}

}  // namespace uc8::cli
