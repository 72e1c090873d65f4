// SPDX-License-Identifier: Apache-2.0
#include "broker_rig.h"

#include "broker/base64.h"
#include "broker/json.h"

namespace uc8::emulator {
namespace {

std::vector<std::string> words_of(const char* text) {
  std::vector<std::string> words;
  std::string word;
  for (const char* c = text;; ++c) {
    if (*c != ' ' && *c != '\0') {
      word += *c;
      continue;
    }
    if (!word.empty()) words.push_back(word);
    word.clear();
    if (*c == '\0') return words;
  }
}

std::string member(const std::string& text, const char* name) {
  const JsonParsed parsed = parse_json(text);
  return parsed.value.string_member(name).value_or("");
}

std::string payload(const std::string& text) {
  return base64_decode(member(text, "payload")).bytes;
}

Query query_of(const char* text) {
  Query query;
  std::string pair;
  for (const char* c = text;; ++c) {
    if (*c != '&' && *c != '\0') {
      pair += *c;
      continue;
    }
    const size_t equals = pair.find('=');
    if (equals != std::string::npos)
      query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    pair.clear();
    if (*c == '\0') return query;
  }
}

}  // namespace

Timers::Id VirtualTime::arm(int64_t at_ms, std::function<void()> callback) {
  calls_[{at_ms, ++last_id_}] = std::move(callback);
  return last_id_;
}

void VirtualTime::disarm(Id id) {
  for (auto call = calls_.begin(); call != calls_.end(); ++call) {
    if (call->first.second != id) continue;
    calls_.erase(call);
    return;
  }
}

void VirtualTime::advance(int64_t ms) {
  const int64_t until = now_ms_ + ms;
  while (!calls_.empty() && calls_.begin()->first.first <= until) {
    if (calls_.begin()->first.first > now_ms_) now_ms_ = calls_.begin()->first.first;
    const std::function<void()> call = std::move(calls_.begin()->second);
    calls_.erase(calls_.begin());
    call();
  }
  now_ms_ = until;
}

void Client::close(int code, std::string_view reason) {
  ended = true;
  close_code = code;
  close_reason = reason;
}

Rig::Rig(const BrokerOptions& options) : broker(std::make_unique<Broker>(options, time)) {}

Rig::~Rig() {
  broker.reset();
}

void Rig::create(const char* stream) {
  broker->create(key(stream));
}

Client& Rig::open(PeerKind kind, const char* stream, const char* subscription, const char* query) {
  clients_.push_back(std::make_unique<Client>());
  Client& client = *clients_.back();
  OpenRequest request;
  request.kind = kind;
  request.segments = {"persistent", "_mm", "c8global._system", key(stream).name};
  if (subscription != nullptr) request.segments.emplace_back(subscription);
  request.query = query_of(query);
  const Opened opened = broker->open(request, client);
  client.peer = opened.peer;
  client.refusal = opened.refusal;
  if (client.peer != nullptr) client.peer->start();
  return client;
}

Client& Rig::consume(const char* query, const char* subscription) {
  return open(PeerKind::consumer, "demo", subscription, query);
}

Client& Rig::read(const char* query) {
  return open(PeerKind::reader, "demo", nullptr, query);
}

Client& Rig::produce(const char* query) {
  return open(PeerKind::producer, "demo", nullptr, query);
}

void Rig::publish(const char* words) {
  for (const std::string& word : words_of(words)) broker->publish(key("demo"), word);
}

void Rig::send(Client& client, const char* text) {
  client.peer->on_text(text);
}

std::string Rig::id_of(const Client& client, const std::string& word) const {
  for (auto text = client.texts.rbegin(); text != client.texts.rend(); ++text) {
    if (payload(*text) == word) return member(*text, "messageId");
  }
  return {};
}

void Rig::ack(Client& client, const char* words) {
  for (const std::string& word : words_of(words)) {
    client.peer->on_text("{\"messageId\":\"" + id_of(client, word) + "\"}");
  }
}

void Rig::nack(Client& client, const char* word) {
  client.peer->on_text("{\"type\":\"negativeAcknowledge\",\"messageId\":\"" + id_of(client, word) +
                       "\"}");
}

void Rig::permit(Client& client, int messages) {
  client.peer->on_text("{\"type\":\"permit\",\"permitMessages\":" + std::to_string(messages) + "}");
}

void Rig::leave(Client& client) {
  broker->disconnect(client.peer);
  client.peer = nullptr;
}

void Rig::expect_same(const std::string& got, const char* wanted, const char* file, int line) {
  got_ = got;
  wanted_ = wanted;
  _assert_string_equal(got_.c_str(), wanted_.c_str(), file, line);
}

void Rig::expect(Client& client, const char* words, const char* file, int line) {
  got_.clear();
  for (; client.seen < client.texts.size(); ++client.seen) {
    got_ += (got_.empty() ? "" : " ") + payload(client.texts[client.seen]);
  }
  wanted_ = words;
  _assert_string_equal(got_.c_str(), wanted_.c_str(), file, line);
}

void Rig::expect_text(Client& client, const char* text, const char* file, int line) {
  got_ = client.seen < client.texts.size() ? client.texts[client.seen++] : "(nothing)";
  wanted_ = text;
  const std::string_view more = "…";
  if (wanted_.size() > more.size() && wanted_.substr(wanted_.size() - more.size()) == more) {
    wanted_.resize(wanted_.size() - more.size());
    got_.resize(wanted_.size() < got_.size() ? wanted_.size() : got_.size());
  }
  _assert_string_equal(got_.c_str(), wanted_.c_str(), file, line);
}

void Rig::expect_closed(Client& client, int code, const char* reason, const char* file, int line) {
  _assert_int_equal(static_cast<LargestIntegralType>(client.close_code),
                    static_cast<LargestIntegralType>(code), file, line);
  _assert_string_equal(client.close_reason.c_str(), reason, file, line);
}

void Rig::expect_refused(Client& client, int status, const char* message, const char* file,
                         int line) {
  _assert_true(client.peer == nullptr, "refused", file, line);
  _assert_string_equal(client.refusal.message.c_str(), message, file, line);
  _assert_int_equal(static_cast<LargestIntegralType>(client.refusal.status),
                    static_cast<LargestIntegralType>(status), file, line);
}

const TopicState& Rig::topic(const char* stream) {
  state_ = broker->topic_state(key(stream)).value_or(TopicState());
  return state_;
}

const SubscriptionState& Rig::subscription(const char* name) {
  static const SubscriptionState kNone;
  for (const SubscriptionState& subscription : topic().subscriptions) {
    if (subscription.name == name) return subscription;
  }
  return kNone;
}

Rig* rig = nullptr;

int set_up(void**) {
  remake({});
  return 0;
}

int tear_down(void**) {
  delete rig;
  rig = nullptr;
  return 0;
}

void remake(const BrokerOptions& options) {
  delete rig;
  rig = new Rig(options);
  rig->create("demo");
}

}  // namespace uc8::emulator
