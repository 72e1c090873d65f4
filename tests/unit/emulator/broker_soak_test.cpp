// SPDX-License-Identifier: Apache-2.0
// Many seeded random lives of a broker: whatever happens, no message is lost and none comes after
// its acknowledgement settled.
#include <random>
#include <set>

#include "broker/json.h"
#include "broker_rig.h"

namespace uc8::emulator {
namespace {

constexpr int kSteps = 400;
constexpr unsigned kSeeds = 60;

// One subscription with the clients that use it.
struct Crowd {
  const char* subscription;
  const char* query;
  std::vector<Client*> clients;
  std::set<std::string> acknowledged;  // message ids
};

struct Life {
  explicit Life(unsigned seed) : random(seed) {}
  unsigned below(unsigned bound) { return static_cast<unsigned>(random() % bound); }

  void join(Crowd& crowd) {
    std::string query = crowd.query;
    query += "&receiverQueueSize=" + std::to_string(below(4) == 0 ? 1000 : below(4));
    query += "&negativeAckRedeliveryDelay=" + std::to_string(100 + below(500));
    if (below(3) == 0) query += "&pullMode=true";
    if (below(4) == 0) query += "&ackTimeoutMillis=1000";
    Client& client = rig->consume(query.c_str(), crowd.subscription);
    if (client.peer == nullptr) return;
    client.name = "live";
    crowd.clients.push_back(&client);
  }
  void leave(Crowd& crowd, size_t index) {
    rig->leave(*crowd.clients[index]);
    crowd.clients.erase(crowd.clients.begin() + static_cast<std::ptrdiff_t>(index));
  }
  void answer(Crowd& crowd, Client& client, const char* type) {
    if (client.texts.empty()) return;
    const std::string& text = client.texts[below(static_cast<unsigned>(client.texts.size()))];
    const std::string id = parse_json(text).value.string_member("messageId").value_or("");
    if (*type == '\0') crowd.acknowledged.insert(id);
    client.peer->on_text("{\"type\":\"" + std::string(type) + "\",\"messageId\":\"" + id + "\"}");
  }
  void act(Crowd& crowd) {
    const unsigned what = below(12);
    if (what == 0 || crowd.clients.empty()) return join(crowd);
    const size_t index = below(static_cast<unsigned>(crowd.clients.size()));
    Client& client = *crowd.clients[index];
    if (what == 1) return leave(crowd, index);
    if (what == 2) return answer(crowd, client, "negativeAcknowledge");
    if (what <= 4) return rig->permit(client, static_cast<int>(below(5)) - 1);
    if (what == 5) {
      client.can_write = !client.can_write;
      if (client.can_write) client.peer->on_writable();
      return;
    }
    answer(crowd, client, "");
  }
  void publish() {
    static const char* kKeys[] = {"a", "b", "c", "d"};
    const std::string key = kKeys[below(4)];
    rig->send(*producer, (R"({"payload":"","key":")" + key + "\"}").c_str());
  }
  void step() {
    const unsigned what = below(10);
    if (what < 2) return publish();
    if (what == 2) return rig->advance(below(700));
    if (what == 3 && below(20) == 0) {
      rig->broker->unload(rig->key("demo"));
      return;
    }
    act(crowds[below(3)]);
  }
  // All leave; one comes that takes and acknowledges everything. Empty: nothing is missing.
  std::string settle(Crowd& crowd) {
    while (!crowd.clients.empty()) leave(crowd, 0);
    Client& last = rig->consume(crowd.query, crowd.subscription);
    rig->advance(5000);
    std::set<std::string> got;
    for (size_t i = 0; i < last.texts.size(); ++i) {
      const std::string id =
          parse_json(last.texts[i]).value.string_member("messageId").value_or("");
      if (!got.insert(id).second) return "twice: " + id;
      if (crowd.acknowledged.count(id) != 0) return "after its acknowledgement: " + id;
      last.peer->on_text("{\"messageId\":\"" + id + "\"}");
    }
    if (rig->subscription(crowd.subscription).backlog != 0) return "there is a backlog";
    const size_t all = rig->topic().messages;
    if (got.size() + crowd.acknowledged.size() != all) return "some are missing";
    rig->leave(last);
    return "";
  }

  std::mt19937 random;
  Client* producer = nullptr;
  Crowd crowds[3] = {{"f", "subscriptionType=Failover", {}, {}},
                     {"s", "subscriptionType=Shared", {}, {}},
                     {"k", "subscriptionType=Key_Shared", {}, {}}};
};

Life* life = nullptr;

void nothing_is_lost_whatever_happens(void**) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    remake({});
    delete life;
    life = new Life(seed);
    life->producer = &rig->produce();
    for (Crowd& crowd : life->crowds) life->join(crowd);
    for (int step = 0; step < kSteps; ++step) life->step();
    assert_true(rig->topic().messages > 20);
    for (Crowd& crowd : life->crowds) {
      static std::string trouble;
      trouble = life->settle(crowd);
      if (!trouble.empty()) fail_msg("seed %u, %s: %s", seed, crowd.query, trouble.c_str());
    }
    rig->leave(*life->producer);
    rig->advance(10000);
    assert_int_equal(rig->time.armed(), 0);
  }
  delete life;
  life = nullptr;
}

}  // namespace
}  // namespace uc8::emulator

int main() {
  using namespace uc8::emulator;
  const CMUnitTest tests[] = {BROKER_TEST(nothing_is_lost_whatever_happens)};
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
