// SPDX-License-Identifier: Apache-2.0
//
// Makes the stream `demo`; that it is there already is success.
#include "board.h"
#include "uc8/admin.h"

namespace {

uc8::StreamAdminStorage<> memory;

class Creation final : public uc8::StreamAdminHandler {
  void on_done(uc8::StreamAdmin& admin, bool) override { admin.close(); }
  void on_interrupted(uc8::StreamAdmin&, const uc8::Interruption& why) override {
    report("trying again", why.fault.error);
  }
  void on_failed(uc8::StreamAdmin&, uc8::Fault fault) override {
    report("create", fault.error);
    Board::stop(1);
  }
  void on_closed(uc8::StreamAdmin&) override { Board::stop(0); }
};

}  // namespace

int main() {
  Board& board = Board::start();
  Creation handler;
  uc8::StreamAdmin admin(board.account(), uc8::Timeouts(), memory.view(), board.uplink(),
                         board.runtime(), handler);
  if (admin.create({"demo", uc8::Scope::global}) != uc8::Error::ok) return 1;
  return board.run();
}
