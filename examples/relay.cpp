// SPDX-License-Identifier: Apache-2.0
//
// Consumes the stream `demo` and publishes to `copy`; a message is acknowledged only when its copy
// is stored. All memory is static. Ctrl-C ends it when the copies under way are stored.
#include "board.h"
#include "uc8/consumer.h"
#include "uc8/producer.h"

namespace {

constexpr size_t kPayloadMax = 256;
constexpr size_t kInFlight = 8;

uc8::ProducerStorage<kPayloadMax, kInFlight> producer_memory;
uc8::ConsumerStorage<kPayloadMax, kInFlight> consumer_memory;
static_assert(sizeof producer_memory + sizeof consumer_memory < 12 * 1024, "RAM budget");

class Relay final : public uc8::ConsumerHandler, public uc8::ProducerHandler {
 public:
  void connect(uc8::Producer& uplink, uc8::Consumer& downlink) {
    uplink_ = &uplink;
    downlink_ = &downlink;
  }
  void end() {
    ending_ = true;
    if (stored_ == next_) downlink_->close();
  }

 private:
  uc8::Flow on_message(uc8::Consumer&, const uc8::Message& message) override {
    if (ending_) return uc8::Flow::hold;
    uc8::MessageId& slot = ids_[next_ % kInFlight];  // Outcomes come in order: the oldest is free.
    uc8::OutgoingMessage copy;
    copy.payload = message.payload;
    copy.tag = &slot;
    if (!uplink_->send(copy).ok()) return uc8::Flow::hold;  // Full: on_sent() lets it go on.
    slot = message.id;
    ++next_;
    return uc8::Flow::next;
  }

  void on_sent(uc8::Producer&, const uc8::SendResult& result) override {
    // What has no copy is not acknowledged: it comes again when the relay is started again.
    if (result.fault.error != uc8::Error::ok) return fail("uplink", result.fault);
    const auto& id = *static_cast<const uc8::MessageId*>(result.tag);
    report("acknowledge", downlink_->acknowledge(id));
    ++stored_;
    if (ending_) return end();
    downlink_->resume();
  }
  void on_oversized(uc8::Consumer&, const uc8::MessageId&, size_t) override {
    fail("downlink", {uc8::Error::payload_too_large, uc8::Origin::none, 0});
  }

  void on_closed(uc8::Consumer&) override { uplink_->close(); }
  void on_closed(uc8::Producer&) override { Board::stop(0); }

  void on_failed(uc8::Producer&, uc8::Fault fault) override { fail("uplink", fault); }
  void on_failed(uc8::Consumer&, uc8::Fault fault) override { fail("downlink", fault); }
  void fail(const char* what, uc8::Fault fault) {
    report(what, fault.error);
    Board::stop(1);
  }

  uc8::Producer* uplink_ = nullptr;
  uc8::Consumer* downlink_ = nullptr;
  uc8::MessageId ids_[kInFlight];
  size_t next_ = 0;    // Messages taken,
  size_t stored_ = 0;  // and of these acknowledged.
  bool ending_ = false;
};

}  // namespace

int main() {
  Board& board = Board::start();
  uc8::ProducerConfig to;
  to.stream.name = "copy";
  to.create_stream = true;
  uc8::ConsumerConfig from;
  from.stream.name = "demo";
  from.subscription = "relay";
  static Relay relay;
  static uc8::Producer uplink(board.account(), to, producer_memory.view(), board.uplink(),
                              board.runtime(), relay);
  static uc8::Consumer downlink(board.account(), from, consumer_memory.view(), board.downlink(),
                                board.runtime(), relay);
  relay.connect(uplink, downlink);
  if (uplink.open() != uc8::Error::ok || downlink.open() != uc8::Error::ok) return 1;
  return board.run([] { relay.end(); });
}
