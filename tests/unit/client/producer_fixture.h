// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <new>

#include "support/client_bench.h"
#include "support/cmocka.h"
#include "uc8/producer.h"

/// A whole Producer against a server that the test plays, in virtual time.
struct ProducerFixture final : ClientBench, uc8::ProducerHandler {
  uc8::ProducerStorage<64, 4> storage;
  uc8::ProducerConfig config;
  uc8::Producer* producer = nullptr;
  alignas(uc8::Producer) unsigned char place[sizeof(uc8::Producer)];

  void make() {
    config.stream.name = "demo";
    producer =
        new (place) uc8::Producer(account, config, storage.view(), transport, runtime, *this);
  }
  void open() {
    if (producer == nullptr) make();
    assert_true(producer->open() == uc8::Error::ok);
  }
  bool send(const char* text) {
    uc8::OutgoingMessage message;
    message.payload = uc8::bytes_of(text);
    return producer->send(message).ok();
  }
  void confirm(const std::string& text, const std::string& id = "CAwQAA==") {
    feed(server_script::text("{\"result\":\"ok\",\"messageId\":\"" + id + "\",\"context\":\"" +
                             server_script::member(text, "context") +
                             "\",\"errorCode\":0,\"schemaVersion\":0}"));
  }
  void refuse(const std::string& text, int code, const std::string& words) {
    feed(server_script::text("{\"result\":\"send-error:" + std::to_string(code) +
                             "\",\"errorMsg\":\"" + words + "\",\"context\":\"" +
                             server_script::member(text, "context") + "\"}"));
  }
  void close() {
    if (producer != nullptr) producer->close();
  }

  void on_open(uc8::Producer&) override { told("on_open", "open"); }
  void on_sent(uc8::Producer&, const uc8::SendResult& result) override {
    told("on_sent", std::to_string(result.ticket).c_str(), result.fault.error);
  }
  void on_interrupted(uc8::Producer&, const uc8::Interruption& why) override {
    told("on_interrupted", "interrupted", why.fault.error);
  }
  void on_failed(uc8::Producer&, uc8::Fault fault) override {
    told("on_failed", "failed", fault.error);
  }
  void on_closed(uc8::Producer&) override { told("on_closed", "closed"); }
};
