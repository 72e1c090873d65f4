// SPDX-License-Identifier: Apache-2.0
#include "uc8/producer.h"

#include "client/producer_core.h"
#include "glue/driver.h"
#include "glue/place.h"

namespace uc8 {

namespace {

class ProducerDriver final : public Driver {
 public:
  ProducerDriver(Producer& face, const Account& account, const ProducerConfig& config,
                 const ProducerMemory& memory, Transport& transport, Runtime& runtime,
                 ProducerHandler& handler)
      : Driver(transport, runtime),
        core_(account, config, memory, entropy()),
        face_(face),
        handler_(handler) {}

  ProducerCore& core() { return core_; }
  const ProducerCore& core() const { return core_; }

 private:
  Link& link() override { return core_.link(); }
  void fill(Millis now) override { core_.fill(now); }
  void tick(Millis now) override { core_.tick(now); }
  Millis deadline() const override { return core_.deadline(); }
  void end_batch() override {}

  Told deliver(Millis now) override {
    const ProducerEvent event = core_.next_event(now);
    switch (event.kind) {
      case ProducerEventKind::none:
        return Told::nothing;
      case ProducerEventKind::opened:
        handler_.on_open(face_);
        break;
      case ProducerEventKind::sent:
        handler_.on_sent(face_, event.result);
        break;
      case ProducerEventKind::interrupted:
        handler_.on_interrupted(face_, event.interruption);
        break;
      case ProducerEventKind::failed:
      case ProducerEventKind::closed:
        last_ = event.kind;
        last_fault_ = event.interruption.fault;
        return Told::last;
    }
    return Told::event;
  }

  void tell_last() override {
    if (last_ == ProducerEventKind::failed) {
      handler_.on_failed(face_, last_fault_);
    } else {
      handler_.on_closed(face_);
    }
  }

  ProducerCore core_;
  Producer& face_;
  ProducerHandler& handler_;
  Fault last_fault_;
  ProducerEventKind last_ = ProducerEventKind::none;
};

static_assert(sizeof(ProducerDriver) <= Producer::kStateBytes, "raise kStateBytes");

}  // namespace

#define UC8_STATE (*reinterpret_cast<ProducerDriver*>(state_))
#define UC8_CONST_STATE (*reinterpret_cast<const ProducerDriver*>(state_))

Producer::Producer(const Account& account, const ProducerConfig& config, ProducerMemory memory,
                   Transport& transport, Runtime& runtime, ProducerHandler& handler) {
  new (At{state_}) ProducerDriver(*this, account, config, memory, transport, runtime, handler);
}

Error Producer::open() {
  const Error error = UC8_STATE.core().open(UC8_STATE.now());
  if (error == Error::ok) UC8_STATE.wake();
  return error;
}

Result<SendTicket> Producer::send(const OutgoingMessage& message) {
  const Result<SendTicket> ticket = UC8_STATE.core().send(message, UC8_STATE.now());
  if (ticket.ok() && UC8_STATE.core().link().state() != LinkState::idle) UC8_STATE.wake();
  return ticket;
}

void Producer::close(Millis drain_ms) {
  UC8_STATE.core().close(drain_ms, UC8_STATE.now());
  UC8_STATE.wake();
}

size_t Producer::unconfirmed() const {
  return UC8_CONST_STATE.core().unconfirmed();
}

int64_t Producer::last_confirmed() const {
  return UC8_CONST_STATE.core().last_confirmed();
}

bool Producer::is_deduplicating() const {
  return UC8_CONST_STATE.core().is_deduplicating();
}

const ProducerStatistics& Producer::statistics() const {
  return UC8_CONST_STATE.core().statistics();
}

Bytes Producer::last_words() const {
  return UC8_CONST_STATE.core().link().last_words();
}

}  // namespace uc8
