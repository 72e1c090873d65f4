// SPDX-License-Identifier: Apache-2.0
//
// Prints the messages of the stream `demo`. Start it twice: the second stands by, and takes over
// when the first is gone. Ctrl-C ends it in good order.
#include "board.h"
#include "uc8/consumer.h"

namespace {

uc8::ConsumerStorage<256, 8> memory;
static_assert(sizeof memory < 4 * 1024, "RAM budget");

class Printer final : public uc8::ConsumerHandler {
  uc8::Flow on_message(uc8::Consumer& consumer, const uc8::Message& message) override {
    print(message.payload);
    report("acknowledge", consumer.acknowledge(message.id));
    return uc8::Flow::next;
  }
  void on_oversized(uc8::Consumer& consumer, const uc8::MessageId& id, size_t) override {
    report("passed over", uc8::Error::payload_too_large);
    report("acknowledge", consumer.acknowledge(id));  // Or the window would fill up with such.
  }
  void on_interrupted(uc8::Consumer&, const uc8::Interruption& why) override {
    report("trying again", why.fault.error);
  }
  void on_failed(uc8::Consumer&, uc8::Fault fault) override {
    report("consume", fault.error);
    Board::stop(1);
  }
  void on_closed(uc8::Consumer&) override { Board::stop(0); }
};

}  // namespace

int main() {
  Board& board = Board::start();
  uc8::ConsumerConfig config;
  config.stream.name = "demo";
  config.subscription = "example";
  static Printer handler;
  static uc8::Consumer consumer(board.account(), config, memory.view(), board.downlink(),
                                board.runtime(), handler);
  if (consumer.open() != uc8::Error::ok) return 1;
  return board.run([] { consumer.close(); });
}
