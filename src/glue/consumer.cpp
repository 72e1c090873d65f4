// SPDX-License-Identifier: Apache-2.0
#include "uc8/consumer.h"

#include "client/consumer_core.h"
#include "glue/driver.h"
#include "glue/place.h"

namespace uc8 {

namespace {

class ConsumerDriver final : public Driver {
 public:
  ConsumerDriver(Consumer& face, const Account& account, const ConsumerConfig& config,
                 const ConsumerMemory& memory, Transport& transport, Runtime& runtime,
                 ConsumerHandler& handler)
      : Driver(transport, runtime),
        core_(account, config, memory, entropy()),
        face_(face),
        handler_(handler) {}

  ConsumerCore& core() { return core_; }
  const ConsumerCore& core() const { return core_; }

 private:
  Link& link() override { return core_.link(); }
  void fill(Millis now) override { core_.fill(now); }
  void tick(Millis now) override { core_.tick(now); }
  Millis deadline() const override { return core_.deadline(); }

  void end_batch() override {
    if (!in_batch_) return;
    in_batch_ = false;
    handler_.on_batch_end(face_);
  }

  Told deliver(Millis now) override {
    const ConsumerEvent event = core_.next_event(now);
    switch (event.kind) {
      case ConsumerEventKind::none:
        return Told::nothing;
      case ConsumerEventKind::opened:
        handler_.on_open(face_);
        break;
      case ConsumerEventKind::message:
        deliver_message(*event.message);
        break;
      case ConsumerEventKind::oversized:
        handler_.on_oversized(face_, event.message->id, event.size);
        break;
      case ConsumerEventKind::interrupted:
        handler_.on_interrupted(face_, event.interruption);
        break;
      case ConsumerEventKind::failed:
      case ConsumerEventKind::closed:
        last_ = event.kind;
        last_fault_ = event.interruption.fault;
        return Told::last;
    }
    return Told::event;
  }

  void deliver_message(const Message& message) {
    in_batch_ = true;
    if (handler_.on_message(face_, message) == Flow::next) {
      core_.take();
    } else {
      core_.hold();
    }
  }

  void tell_last() override {
    if (last_ == ConsumerEventKind::failed) {
      handler_.on_failed(face_, last_fault_);
    } else {
      handler_.on_closed(face_);
    }
  }

  ConsumerCore core_;
  Consumer& face_;
  ConsumerHandler& handler_;
  Fault last_fault_;
  ConsumerEventKind last_ = ConsumerEventKind::none;
  bool in_batch_ = false;
};

static_assert(sizeof(ConsumerDriver) <= Consumer::kStateBytes, "raise kStateBytes");

}  // namespace

#define UC8_STATE (*reinterpret_cast<ConsumerDriver*>(state_))
#define UC8_CONST_STATE (*reinterpret_cast<const ConsumerDriver*>(state_))

Consumer::Consumer(const Account& account, const ConsumerConfig& config, ConsumerMemory memory,
                   Transport& transport, Runtime& runtime, ConsumerHandler& handler) {
  new (At{state_}) ConsumerDriver(*this, account, config, memory, transport, runtime, handler);
}

Error Consumer::open() {
  const Error error = UC8_STATE.core().open(UC8_STATE.now());
  if (error == Error::ok) UC8_STATE.wake();
  return error;
}

Error Consumer::acknowledge(const MessageId& id) {
  const Error error = UC8_STATE.core().acknowledge(id);
  if (error == Error::ok) UC8_STATE.wake();
  return error;
}

Error Consumer::negative_acknowledge(const MessageId& id) {
  const Error error = UC8_STATE.core().negative_acknowledge(id);
  if (error == Error::ok) UC8_STATE.wake();
  return error;
}

void Consumer::resume() {
  UC8_STATE.core().resume();
  UC8_STATE.wake();
}

void Consumer::close() {
  UC8_STATE.core().close(UC8_STATE.now());
  UC8_STATE.wake();
}

size_t Consumer::unacknowledged() const {
  return UC8_CONST_STATE.core().unacknowledged();
}

const ConsumerStatistics& Consumer::statistics() const {
  return UC8_CONST_STATE.core().statistics();
}

Bytes Consumer::last_words() const {
  return UC8_CONST_STATE.core().link().last_words();
}

}  // namespace uc8
