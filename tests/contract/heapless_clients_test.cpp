// SPDX-License-Identifier: Apache-2.0
//
// A Producer and a Consumer at work over libuv's TCP: what the whole process asks of the heap while
// they have their turns. The server, which the test plays in between, is not counted.
#include <string>

#include "contract/allocations.h"
#include "contract/loopback_peer.h"
#include "contract/uv_turn.h"
#include "support/server_script.h"
#include "uc8/consumer.h"
#include "uc8/port/uv_runtime.h"
#include "uc8/port/uv_tcp.h"
#include "uc8/producer.h"

// Last: it defines `fail`, which the port has as a function.
#include "support/cmocka.h"

using uc8::Error;
using uc8::test::allocations;
using uc8::test::releases;

namespace {

constexpr int kTurnsMax = 20'000;
constexpr int kMessages = 500;
constexpr int kPings = 4;
// Twice this without a byte ends a connection: the machine may be busy with other things for long.
constexpr uc8::Millis kPingIntervalMs = 400;

/// One connection as the server sees it.
struct Line {
  uc8::test::LoopbackPeer peer;
  std::string received;
  int upgrades = 0;
  int connection = 0;
  bool is_open = false;

  void send(const std::string& bytes) {
    (void)peer.send({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  }
  void turn() {
    peer.turn();
    if (peer.connections() != connection) {
      connection = peer.connections();
      received.clear();
      is_open = false;
    }
    uint8_t bytes[4096];
    for (size_t size = 1; size > 0;) {
      size = peer.connected() ? peer.receive({bytes, sizeof bytes}) : 0;
      received.append(reinterpret_cast<char*>(bytes), size);
    }
    if (!is_open) answer_requests();
  }
  void answer_requests() {
    std::string head;
    const std::string request = server_script::take_request(received, &head);
    if (request.find("POST /apid/otp") == 0) send(server_script::http(200, "{\"otp\":\"abc\"}"));
    if (request.find("GET /_ws") != 0) return;
    send(server_script::accept(head));
    is_open = true;
    ++upgrades;
  }
};

struct Stage final : uc8::ProducerHandler, uc8::ConsumerHandler {
  uc8::test::UvTurn loop;
  uc8::UvRuntime runtime{loop.loop()};
  uc8::UvTcp uplink{loop.loop()};
  uc8::UvTcp downlink{loop.loop()};
  Line produced;
  Line consumed;
  std::string urls[2];
  uc8::Account accounts[2];
  uc8::ProducerStorage<64, 8> producer_storage;
  uc8::ConsumerStorage<64, 8> consumer_storage;
  uc8::ProducerConfig producer_config;
  uc8::ConsumerConfig consumer_config;
  uc8::Producer producer;
  uc8::Consumer consumer;
  int sent = 0;
  int confirmed = 0;
  int taken = 0;
  int acknowledged = 0;
  int pings = 0;
  int permits = 0;
  int delivered = 0;
  int used = 0;  // Calls of the heap during turns of the clients.

  Stage()
      : producer(account(0, produced), named_producer(), producer_storage.view(), uplink, runtime,
                 *this),
        consumer(account(1, consumed), named_consumer(), consumer_storage.view(), downlink, runtime,
                 *this) {}

  const uc8::Account& account(int i, const Line& line) {
    urls[i] = "http://127.0.0.1:" + std::to_string(line.peer.port());
    accounts[i].url = urls[i].c_str();
    accounts[i].credentials = {uc8::Credentials::Scheme::api_key, "acme.key.secret"};
    return accounts[i];
  }
  const uc8::ProducerConfig& named_producer() {
    producer_config.stream.name = "demo";
    producer_config.timeouts.ping_interval_ms = kPingIntervalMs;
    return producer_config;
  }
  const uc8::ConsumerConfig& named_consumer() {
    consumer_config.stream.name = "demo";
    consumer_config.subscription = "s";
    consumer_config.timeouts.ping_interval_ms = kPingIntervalMs;
    return consumer_config;
  }

  /// The clients' turn, counted, then the server's.
  void turn(int send_max) {
    const int before = allocations() + releases();
    uc8::OutgoingMessage message;
    message.payload = uc8::bytes_of("the same as ever");
    message.key = uc8::bytes_of("k");
    while (sent < send_max && producer.send(message).ok()) ++sent;
    loop.turn();
    used += allocations() + releases() - before;
    serve();
  }
  void serve() {
    produced.turn();
    consumed.turn();
    for (const auto& frame : frames_of(produced)) {
      produced.send(
          server_script::text("{\"result\":\"ok\",\"messageId\":\"CAwQAA==\","
                              "\"context\":\"" +
                              server_script::member(frame.payload, "context") + "\"}"));
    }
    for (const auto& frame : frames_of(consumed)) {
      const std::string count = server_script::member(frame.payload, "permitMessages");
      if (count.empty()) ++acknowledged;
      if (!count.empty()) permits += std::stoi(count);
    }
    for (; permits > 0 && delivered < confirmed; --permits) {
      consumed.send(server_script::text("{\"messageId\":\"id" + std::to_string(++delivered) +
                                        "\",\"payload\":\"SGk=\",\"properties\":{\"a\":\"b\"},"
                                        "\"publishTime\":\"2026-01-02T03:04:05Z\"}"));
    }
  }
  /// The texts that came. Pings are answered here.
  std::vector<server_script::Frame> frames_of(Line& line) {
    std::vector<server_script::Frame> texts;
    if (!line.is_open) return texts;
    for (const auto& frame : server_script::take_frames(line.received)) {
      if (frame.opcode == 9) {
        ++pings;
        line.send(server_script::frame(10, frame.payload));
      } else if (frame.opcode == 1) {
        texts.push_back(frame);
      } else if (frame.opcode == 8) {
        line.send(server_script::close(1000));
      }
    }
    return texts;
  }
  bool run_to(int messages) {
    const auto is_done = [&] { return acknowledged >= messages && confirmed >= messages; };
    for (int i = 0; i < kTurnsMax && !is_done(); ++i) turn(messages);
    return is_done();
  }

  void on_sent(uc8::Producer&, const uc8::SendResult& result) override {
    if (result.fault.error == Error::ok) ++confirmed;
  }
  uc8::Flow on_message(uc8::Consumer& from, const uc8::Message& message) override {
    if (from.acknowledge(message.id) == Error::ok) ++taken;
    return uc8::Flow::next;
  }
};

int set_up(void** state) {
  Stage* stage = new Stage;
  *state = stage;
  const Error error = stage->producer.open();
  return error == Error::ok && stage->consumer.open() == Error::ok && stage->run_to(20) ? 0 : -1;
}

int tear_down(void** state) {
  Stage* stage = static_cast<Stage*>(*state);
  stage->producer.close(0);
  stage->consumer.close();
  const auto is_idle = [stage] { return stage->uplink.idle() && stage->downlink.idle(); };
  for (int i = 0; i < kTurnsMax && !is_idle(); ++i) stage->turn(0);
  stage->runtime.close();
  for (int i = 0; i < kTurnsMax && !stage->runtime.idle(); ++i) stage->turn(0);
  delete stage;
  return 0;
}

void messages_confirmations_and_pings_cost_no_heap(void** state) {
  Stage& stage = *static_cast<Stage*>(*state);
  stage.used = 0;
  assert_true(stage.run_to(kMessages));
  for (int i = 0; i < kTurnsMax && stage.pings < kPings; ++i) stage.turn(0);
  assert_true(stage.pings >= kPings);
  assert_int_equal(stage.confirmed, kMessages);
  assert_int_equal(stage.taken, kMessages);
  assert_int_equal(stage.used, 0);
  if (!uc8::test::allocations_are_counted()) _skip(__FILE__, __LINE__);
}

// What wslay needs for a connection is taken once and given back once, where it is the system's;
// built from source it has its place in the client.
void a_reconnect_costs_no_more_than_wslay_s_own_piece(void** state) {
  Stage& stage = *static_cast<Stage*>(*state);
  constexpr int kReconnects = 3;
  stage.used = 0;
  for (int i = 0; i < kReconnects; ++i) {
    const int before = stage.produced.upgrades;
    stage.produced.peer.reset();
    for (int turn = 0; turn < kTurnsMax && stage.produced.upgrades == before; ++turn) stage.turn(0);
    assert_int_equal(stage.produced.upgrades, before + 1);
    assert_true(stage.run_to(stage.sent + 10));
  }
  assert_true(stage.used <= 2 * kReconnects);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(messages_confirmations_and_pings_cost_no_heap, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(a_reconnect_costs_no_more_than_wslay_s_own_piece, set_up,
                                      tear_down),
  };
  return cmocka_run_group_tests_name("clients without a heap", tests, nullptr, nullptr);
}
