// SPDX-License-Identifier: Apache-2.0
// A broker in virtual time with clients that write down what they are told.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/broker.h"
#include "support/cmocka.h"

namespace uc8::emulator {

class VirtualTime final : public Timers {
 public:
  int64_t now_ms() const override { return now_ms_; }
  Id arm(int64_t at_ms, std::function<void()> callback) override;
  void disarm(Id id) override;
  void advance(int64_t ms);
  size_t armed() const { return calls_.size(); }

 private:
  int64_t now_ms_ = 1795364679619;  // 2026-11-22T16:24:39.619Z
  Id last_id_ = 0;
  std::map<std::pair<int64_t, Id>, std::function<void()>> calls_;
};

// One WebSocket. **All texts go through the rig's functions**, which compare and fail; no strings
// in test bodies.
class Client final : public PeerSink {
 public:
  void send_text(std::string_view text) override { texts.emplace_back(text); }
  void close(int code, std::string_view reason) override;
  void abort() override { close(0, ""); }
  bool writable() const override { return can_write; }

  Peer* peer = nullptr;
  std::string name;
  Refusal refusal;
  std::vector<std::string> texts;
  size_t seen = 0;  // of texts, by expect()
  bool can_write = true;
  bool ended = false;
  int close_code = -1;  // 0: without a Close frame
  std::string close_reason;
};

class Rig {
 public:
  explicit Rig(const BrokerOptions& options = {});
  ~Rig();

  TopicKey key(const char* stream) const {
    return {"_mm", Scope::global, "_system", std::string("c8globals.") + stream};
  }
  void create(const char* stream);
  // `query` is `a=b&c=d`. With a refusal the client has no peer.
  Client& open(PeerKind kind, const char* stream, const char* subscription, const char* query);
  Client& consume(const char* query, const char* subscription = "s");
  Client& read(const char* query = "");
  Client& produce(const char* query = "");
  void publish(const char* words);  // a message for each word
  void send(Client& client, const char* text);
  // The frame of that payload that came last is acknowledged, or given another command.
  void ack(Client& client, const char* words);
  void nack(Client& client, const char* word);
  void permit(Client& client, int messages);
  void leave(Client& client);
  void advance(int64_t ms) { time.advance(ms); }

  // What came since the last call, payloads with a blank between, is exactly this.
  void expect(Client& client, const char* words, const char* file, int line);
  // The next text that came is exactly this, or starts with it where it ends in `…`.
  void expect_text(Client& client, const char* text, const char* file, int line);
  void expect_closed(Client& client, int code, const char* reason, const char* file, int line);
  void expect_refused(Client& client, int status, const char* message, const char* file, int line);
  void expect_same(const std::string& got, const char* wanted, const char* file, int line);
  std::string id_of(const Client& client, const std::string& payload) const;
  const TopicState& topic(const char* stream = "demo");
  const SubscriptionState& subscription(const char* name = "s");

  VirtualTime time;
  std::unique_ptr<Broker> broker;
  Client* publisher = nullptr;  // for a test's own use

 private:
  std::vector<std::unique_ptr<Client>> clients_;
  std::string wanted_, got_;
  TopicState state_;
};

// The fixture: a rig with the stream `demo`. Tests may replace the broker by another one with
// remake().
extern Rig* rig;
int set_up(void** state);
int tear_down(void** state);
void remake(const BrokerOptions& options);

}  // namespace uc8::emulator

#define EXPECT(client, words) rig->expect(client, words, __FILE__, __LINE__)
#define EXPECT_TEXT(client, text) rig->expect_text(client, text, __FILE__, __LINE__)
#define EXPECT_CLOSED(client, code, reason) \
  rig->expect_closed(client, code, reason, __FILE__, __LINE__)
#define EXPECT_REFUSED(client, status, message) \
  rig->expect_refused(client, status, message, __FILE__, __LINE__)
#define BROKER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
