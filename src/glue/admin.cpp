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
        core_(account, timeouts, memory, entropy(), *this),
        face_(face),
        handler_(handler) {}

  Error start(AdminCore::Operation operation, const StreamName& stream, bool force) {
    const Error error = core_.start(operation, stream, force, now());
    if (error == Error::ok) wake();
    return error;
  }
  void close() {
    core_.close(now());
    wake();
  }
  const AdminCore& core() const { return core_; }

 private:
  Link& link() override { return core_.link(); }
  void fill(Millis now) override { core_.fill(now); }
  void tick(Millis now) override { core_.tick(now); }
  Millis deadline() const override { return core_.deadline(); }
  void end_batch() override {}
  void on_stream(Bytes full_name) override { handler_.on_stream(face_, full_name); }

  Told deliver(Millis now) override {
    const AdminEvent event = core_.next_event(now);
    if (event.kind == AdminEventKind::none) return Told::nothing;
    if (event.kind == AdminEventKind::interrupted) {
      handler_.on_interrupted(face_, event.interruption);
      return Told::event;
    }
    last_ = event;
    return Told::last;
  }

  void tell_last() override {
    if (last_.kind == AdminEventKind::done) {
      handler_.on_done(face_, last_.found);
    } else if (last_.kind == AdminEventKind::failed) {
      handler_.on_failed(face_, last_.interruption.fault);
    } else {
      handler_.on_closed(face_);
    }
  }

  AdminCore core_;
  StreamAdmin& face_;
  StreamAdminHandler& handler_;
  AdminEvent last_;
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
