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
        face_(face),
        handler_(handler),
        core_(account, config, memory, entropy()) {
    attach(core_, core_.link());
  }

  ConsumerCore& core() { return core_; }
  const ConsumerCore& core() const { return core_; }

 private:
  void end_batch() override {
    if (!in_batch_) return;
    in_batch_ = false;
    handler_.on_batch_end(face_);
  }

  void tell(Event event) override {
    switch (event) {
      case Event::opened:
        handler_.on_open(face_);
        break;
      case Event::message:
        in_batch_ = true;
        if (handler_.on_message(face_, core_.message()) == Flow::next) {
          core_.take();
        } else {
          core_.hold();
        }
        break;
      case Event::oversized:
        handler_.on_oversized(face_, core_.message().id, core_.oversized_size());
        core_.take();
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

  Consumer& face_;
  ConsumerHandler& handler_;
  bool in_batch_ = false;
  ConsumerCore core_;
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
  UC8_STATE.look_at_clock();
  return UC8_STATE.wake_after(UC8_STATE.core().open());
}

Error Consumer::acknowledge(const MessageId& id) {
  return UC8_STATE.wake_after(UC8_STATE.core().acknowledge(id));
}

Error Consumer::negative_acknowledge(const MessageId& id) {
  return UC8_STATE.wake_after(UC8_STATE.core().negative_acknowledge(id));
}

void Consumer::resume() {
  UC8_STATE.core().resume();
  UC8_STATE.wake();
}

void Consumer::close() {
  UC8_STATE.look_at_clock();
  UC8_STATE.core().close();
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
