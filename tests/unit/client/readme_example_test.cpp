// SPDX-License-Identifier: Apache-2.0
//
// The example in the README, taken from there, against a server that the test plays.
#include "support/client_bench.h"
#include "support/cmocka.h"
#include "uc8/consumer.h"

namespace {

std::string printed;
bool stopped = false;

void print(uc8::Bytes payload) {
  printed.append(reinterpret_cast<const char*>(payload.data), payload.size);
}

void stop() {
  stopped = true;
}

#include "readme_example.h"  // Cut out of the README by CMakeLists.txt.

std::string delivery(const char* id, const char* payload) {
  return server_script::text(std::string("{\"messageId\":\"") + id + "\",\"payload\":\"" + payload +
                             "\",\"properties\":{},\"publishTime\":\"2026-01-02T03:04:05Z\"}");
}

struct Stage final : ClientBench {
  Printer printer;
  uc8::ConsumerConfig config;
  uc8::Consumer consumer;

  Stage() : consumer(account, named(), memory.view(), transport, runtime, printer) {}

  const uc8::ConsumerConfig& named() {
    config.stream.name = "demo";
    config.subscription = "example";
    return config;
  }
};

}  // namespace

static void the_readme_s_example_prints_and_acknowledges(void**) {
  Stage* stage = new Stage;
  assert_true(stage->consumer.open() == uc8::Error::ok);
  stage->accept_attempt();
  stage->texts();  // Permits.
  stage->feed(delivery("id1", "SGVsbG8s") + delivery("id2", "IHdvcmxk"));
  assert_string_equal(printed.c_str(), "Hello, world");
  const std::vector<std::string> texts = stage->texts();
  assert_int_equal(texts.size(), 2);
  assert_string_equal(texts[0].c_str(), "{\"messageId\":\"id1\"}");
  assert_string_equal(texts[1].c_str(), "{\"messageId\":\"id2\"}");
  assert_false(stopped);
  stage->consumer.close();
  stage->pass(2000);
  delete stage;
}

int main() {
  const CMUnitTest tests[] = {cmocka_unit_test(the_readme_s_example_prints_and_acknowledges)};
  return cmocka_run_group_tests_name("the README's example", tests, nullptr, nullptr);
}
