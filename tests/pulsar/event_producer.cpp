// SPDX-License-Identifier: Apache-2.0
//
// Sends one message with an event time to a plain Pulsar, which the command line cannot.
//
//   pulsar_event_producer ws://HOST:PORT TOPIC UNIX_TIME_MS
#include <cstdlib>

#include "uc8/port/libuv.h"
#include "uc8/producer.h"

namespace {

class Sender final : public uc8::ProducerHandler {
 public:
  explicit Sender(uv_loop_t& loop) : loop_(loop) {}
  int exit_code = 1;

 private:
  void on_sent(uc8::Producer& producer, const uc8::SendResult& result) override {
    if (result.fault.error == uc8::Error::ok) exit_code = 0;
    producer.close();
  }
  void on_failed(uc8::Producer&, uc8::Fault) override { uv_stop(&loop_); }
  void on_closed(uc8::Producer&) override { uv_stop(&loop_); }

  uv_loop_t& loop_;
};

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 4) return 2;
  uc8::Account account;
  account.url = arguments[1];
  account.service = uc8::Service::pulsar;
  uc8::ProducerConfig config;
  config.stream.name = arguments[2];

  static uc8::ProducerStorage<64, 4> memory;
  uv_loop_t& loop = *uv_default_loop();
  static uc8::UvRuntime runtime(loop);
  static uc8::UvResolver resolver(loop);
  static uc8::UvTcp tcp(loop, &resolver);
  Sender sender(loop);
  static uc8::Producer producer(account, config, memory.view(), tcp, runtime, sender);

  uc8::OutgoingMessage message;
  message.payload = uc8::bytes_of("when");
  message.event_time_ms = std::strtoll(arguments[3], nullptr, 10);
  if (!producer.send(message).ok() || producer.open() != uc8::Error::ok) return 1;
  uv_run(&loop, UV_RUN_DEFAULT);
  std::_Exit(sender.exit_code);
}
