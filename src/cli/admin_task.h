// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/task.h"
#include "uc8/admin.h"

namespace uc8::cli {

/// One operation on the streams of an account, and what it prints.
class AdminTask : public Task, protected StreamAdminHandler {
 public:
  AdminTask(const Options& options, const Identity& identity, std::string subject);

 protected:
  ~AdminTask() = default;

  /// Starts the operation.
  virtual Error begin(StreamAdmin& admin) = 0;
  /// It ended well: what to print, and the exit code.
  virtual int end(bool found, std::string& out) = 0;

  StreamName stream() const { return {options_.stream.c_str(), options_.scope}; }

  void on_done(StreamAdmin& admin, bool found) override;
  void on_interrupted(StreamAdmin& admin, const Interruption& interruption) override;
  void on_failed(StreamAdmin& admin, Fault fault) override;
  void on_closed(StreamAdmin& admin) override;

 private:
  void on_start() override;
  void on_stop(int signal) override;
  void on_give_up() override;
  void on_written();

  StreamAdminStorage<65'536, 4096> storage_;
  StreamAdmin admin_;
  Output output_;
  int outcome_ = 0;
  bool done_ = false;
};

}  // namespace uc8::cli
