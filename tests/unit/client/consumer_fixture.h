// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <new>

#include "support/client_bench.h"
#include "support/cmocka.h"
#include "uc8/consumer.h"

/// A whole Consumer against a server that the test plays, in virtual time.
struct ConsumerFixture final : ClientBench, uc8::ConsumerHandler {
  uc8::ConsumerStorage<32, 4, 16, 256> storage;
  uc8::ConsumerConfig config;
  uc8::Consumer* consumer = nullptr;
  alignas(uc8::Consumer) unsigned char place[sizeof(uc8::Consumer)];
  std::vector<uc8::MessageId> ids;
  bool hold = false;
  bool acknowledge = true;

  void open() {
    config.stream.name = "demo";
    config.subscription = "s/1";
    config.consumer_name = "a";
    consumer =
        new (place) uc8::Consumer(account, config, storage.view(), transport, runtime, *this);
    assert_true(consumer->open() == uc8::Error::ok);
  }
  static std::string delivery(int number, const std::string& payload = "SGk=") {
    return server_script::text("{\"messageId\":\"id" + std::to_string(number) +
                               "\",\"payload\":\"" + payload +
                               "\",\"properties\":{\"k\":\"v\"},\"publishTime\":"
                               "\"2026-01-02T03:04:05Z\",\"redeliveryCount\":0,\"key\":\"dev\"}");
  }
  void close() {
    if (consumer != nullptr) consumer->close();
  }

  void on_open(uc8::Consumer&) override { told("on_open", "open"); }
  uc8::Flow on_message(uc8::Consumer&, const uc8::Message& message) override {
    if (hold) {
      log += "hold ";
      return uc8::Flow::hold;
    }
    log += std::string(message.id.text, message.id.size) + "=" +
           std::string(reinterpret_cast<const char*>(message.payload.data), message.payload.size) +
           " ";
    ids.push_back(message.id);
    then("on_message");
    return uc8::Flow::next;
  }
  void on_batch_end(uc8::Consumer& source) override {
    then("on_batch_end");
    if (!acknowledge) return;
    for (const uc8::MessageId& id : ids) {
      if (source.acknowledge(id) != uc8::Error::ok) log += "unknown ";
    }
    ids.clear();
  }
  void on_oversized(uc8::Consumer&, const uc8::MessageId& id, size_t size) override {
    told("on_oversized", "oversized:" + std::string(id.text, id.size) + ":" + std::to_string(size));
  }
  void on_interrupted(uc8::Consumer&, const uc8::Interruption& why) override {
    told("on_interrupted", "interrupted", why.fault.error);
  }
  void on_failed(uc8::Consumer&, uc8::Fault fault) override {
    told("on_failed", "failed", fault.error);
  }
  void on_closed(uc8::Consumer&) override { told("on_closed", "closed"); }
};
