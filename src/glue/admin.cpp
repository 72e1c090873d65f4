// SPDX-License-Identifier: Apache-2.0
#include "uc8/admin.h"

#include "client/admin_core.h"
#include "glue/driver.h"
#include "glue/place.h"

namespace uc8 {

namespace {

class AdminDriver final : public Driver, private StreamListReader::Visitor {
 public:
  AdminDriver(StreamAdmin& face, const Account& account, const Timeouts& timeouts,
              const StreamAdminMemory& memory, Transport& transport, Runtime& runtime,
              StreamAdminHandler& handler)
      : Driver(transport, runtime),
        face_(face),
        handler_(handler),
        core_(account, timeouts, memory, entropy(), *this) {
    attach(core_, core_.link());
  }

  Error start(AdminCore::Operation operation, const StreamName& stream, bool force) {
    look_at_clock();
    return wake_after(core_.start(operation, stream, force));
  }
  void close() {
    look_at_clock();
    core_.close();
    wake();
  }
  const AdminCore& core() const { return core_; }

 private:
  void on_stream(Bytes full_name) override { handler_.on_stream(face_, full_name); }
  void tell(Event event) override {
    switch (event) {
      case Event::interrupted:
        handler_.on_interrupted(face_, core_.link().interruption());
        break;
      case Event::done:
        handler_.on_done(face_, core_.answer());
        break;
      case Event::failed:
        handler_.on_failed(face_, core_.link().interruption().fault);
        break;
      default:
        handler_.on_closed(face_);
        break;
    }
  }

  StreamAdmin& face_;
  StreamAdminHandler& handler_;
  AdminCore core_;
};

static_assert(sizeof(AdminDriver) <= StreamAdmin::kStateBytes, "raise kStateBytes");

}  // namespace

#define UC8_STATE (*reinterpret_cast<AdminDriver*>(state_))

StreamAdmin::StreamAdmin(const Account& account, const Timeouts& timeouts, StreamAdminMemory memory,
                         Transport& transport, Runtime& runtime, StreamAdminHandler& handler) {
  new (At{state_}) AdminDriver(*this, account, timeouts, memory, transport, runtime, handler);
}

Error StreamAdmin::create(const StreamName& stream) {
  return UC8_STATE.start(AdminCore::Operation::create, stream, false);
}

Error StreamAdmin::exists(const StreamName& stream) {
  return UC8_STATE.start(AdminCore::Operation::exists, stream, false);
}

Error StreamAdmin::list(Scope scope) {
  return UC8_STATE.start(AdminCore::Operation::list, {nullptr, scope}, false);
}

Error StreamAdmin::remove(const StreamName& stream, bool force) {
  return UC8_STATE.start(AdminCore::Operation::remove, stream, force);
}

void StreamAdmin::close() {
  UC8_STATE.close();
}

Bytes StreamAdmin::last_words() const {
  return reinterpret_cast<const AdminDriver*>(state_)->core().link().last_words();
}

}  // namespace uc8
