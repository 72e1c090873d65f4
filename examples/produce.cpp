// SPDX-License-Identifier: Apache-2.0
//
// Sends one message to the stream `demo` and ends when the server has confirmed it.
#include "board.h"
#include "uc8/producer.h"

namespace {

uc8::ProducerStorage<64, 4> memory;
static_assert(sizeof memory < 4 * 1024, "RAM budget");

class Hello final : public uc8::ProducerHandler {
  void on_sent(uc8::Producer& producer, const uc8::SendResult& result) override {
    report("send", result.fault.error);
    producer.close();
  }
  void on_interrupted(uc8::Producer&, const uc8::Interruption& why) override {
    report("trying again", why.fault.error);
  }
  void on_failed(uc8::Producer&, uc8::Fault fault) override {
    report("produce", fault.error);
    Board::stop(1);
  }
  void on_closed(uc8::Producer& producer) override {
    Board::stop(producer.statistics().confirmed == 1 ? 0 : 1);
  }
};

}  // namespace

int main() {
  Board& board = Board::start();
  uc8::ProducerConfig config;
  config.stream.name = "demo";
  Hello handler;
  uc8::Producer producer(board.account(), config, memory.view(), board.uplink(), board.runtime(),
                         handler);
  uc8::OutgoingMessage message;
  message.payload = uc8::bytes_of("Hello Macrometa Stream!");
  if (!producer.send(message).ok() || producer.open() != uc8::Error::ok) return 1;
  return board.run();
}
