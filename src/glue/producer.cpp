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
        face_(face),
        handler_(handler),
        core_(account, config, memory, entropy()) {
    attach(core_, core_.link());
  }

  ProducerCore& core() { return core_; }
  const ProducerCore& core() const { return core_; }

 private:
  void tell(Event event) override {
    switch (event) {
      case Event::opened:
        handler_.on_open(face_);
        break;
      case Event::sent:
        handler_.on_sent(face_, core_.result());
        break;
      case Event::interrupted:
        handler_.on_interrupted(face_, core_.link().interruption());
        break;
      case Event::failed:
        handler_.on_failed(face_, core_.link().interruption().fault);
        break;
      default:
        handler_.on_closed(face_);
        break;
    }
  }

  Producer& face_;
  ProducerHandler& handler_;
  ProducerCore core_;
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
  UC8_STATE.look_at_clock();
  return UC8_STATE.wake_after(UC8_STATE.core().open());
}

Result<SendTicket> Producer::send(const OutgoingMessage& message) {
  UC8_STATE.look_at_clock();
  const Result<SendTicket> ticket = UC8_STATE.core().send(message);
  if (ticket.ok()) UC8_STATE.wake();
  return ticket;
}

void Producer::close(Millis drain_ms) {
  UC8_STATE.look_at_clock();
  UC8_STATE.core().close(drain_ms);
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
