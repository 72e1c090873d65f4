// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_task.h"
#include "cli/run.h"

namespace uc8::cli {
namespace {

class ListTask final : public AdminTask {
 public:
  ListTask(const Options& options, const Identity& identity)
      : AdminTask(options, identity, "list") {}

 private:
  Error begin(StreamAdmin& admin) override { return admin.list(options_.scope); }

  void on_stream(StreamAdmin&, Bytes name) override {
    // One a line; what would break it, or move a terminal's cursor, is no part of a sane name.
    for (size_t i = 0; i < name.size; ++i) {
      const uint8_t c = name.data[i];
      names_ += c < ' ' || c == 0x7f ? '?' : static_cast<char>(c);
    }
    names_ += '\n';
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
