// SPDX-License-Identifier: Apache-2.0
//
// Producers and consumers of the library on one libuv loop, driven by lines on stdin; what they
// tell goes to stdout, a line each. For tests against a server that is another process.
//
//   producer NAME STREAM [OPTION=VALUE …]       consumer NAME STREAM SUBSCRIPTION [OPTION=VALUE …]
//   open NAME      close NAME [DRAIN_MS]        send NAME TEXT
//   ack NAME ID    nack NAME ID                 hold NAME    resume NAME
#include <uv.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "uc8/consumer.h"
#include "uc8/port/uv_runtime.h"
#include "uc8/port/uv_tcp.h"
#include "uc8/producer.h"

namespace {

using Words = std::vector<std::string>;

std::string text_of(const uc8::MessageId& id) {
  return {id.text, id.size};
}

uc8::MessageId id_of(const std::string& text) {
  uc8::MessageId id;
  id.size = static_cast<uint8_t>(text.copy(id.text, sizeof id.text));
  return id;
}

/// One object of the library, by its name, with the options it was given.
struct Named {
  Named(uv_loop_t& loop, uc8::UvRuntime& its_runtime, const Words& words, size_t first_option)
      : runtime(its_runtime), tcp(loop), name(words.at(1)), stream(words.at(2)) {
    for (size_t i = first_option; i < words.size(); ++i) {
      const size_t equals = words[i].find('=');
      options[words[i].substr(0, equals)] = words[i].substr(equals + 1);
    }
    account.url = getenv("UC8_URL");
    account.credentials = {uc8::Credentials::Scheme::api_key, getenv("UC8_API_KEY")};
    account.server = uc8::ServerVersion::pulsar_2_8;
  }
  virtual ~Named() = default;
  virtual uc8::Error open() = 0;
  virtual void close(uc8::Millis drain_ms) = 0;
  virtual uc8::Error act(const Words& words) = 0;

  void say(const std::string& what) const {
    printf("%s %s\n", name.c_str(), what.c_str());
    fflush(stdout);
  }
  void say(const char* what, const uc8::Fault& fault) const {
    say(std::string(what) + " " + uc8::name_of(fault.error));
  }
  long long number(const char* option, long long otherwise) const {
    const auto found = options.find(option);
    return found == options.end() ? otherwise : atoll(found->second.c_str());
  }
  const char* text(const char* option) const {
    const auto found = options.find(option);
    return found == options.end() ? nullptr : found->second.c_str();
  }

  uc8::UvRuntime& runtime;
  uc8::UvTcp tcp;
  std::string name;
  std::string stream;
  std::map<std::string, std::string> options;
  uc8::Account account;
};

struct NamedProducer final : Named, private uc8::ProducerHandler {
  NamedProducer(uv_loop_t& loop, uc8::UvRuntime& its_runtime, const Words& words)
      : Named(loop, its_runtime, words, 3),
        producer(account, config(), storage.view(), tcp, runtime, *this) {}

  uc8::ProducerConfig config() const {
    uc8::ProducerConfig config;
    config.stream.name = stream.c_str();
    config.create_stream = true;
    config.producer_name = text("name");
    config.idempotent = number("idempotent", 0) != 0;
    config.resume_after = number("resume_after", -1);
    config.send_timeout_ms = static_cast<uc8::Millis>(number("send_timeout_ms", 0));
    return config;
  }
  uc8::Error open() override { return producer.open(); }
  void close(uc8::Millis drain_ms) override { producer.close(drain_ms); }
  uc8::Error act(const Words& words) override {
    uc8::OutgoingMessage message;
    message.payload = uc8::bytes_of(words.at(2).c_str());
    return producer.send(message).error();
  }
  void end(const std::string& how) {
    const bool is_numbered = producer.is_deduplicating();
    say(how + (is_numbered ? " " + std::to_string(producer.last_confirmed()) : ""));
  }

  void on_open(uc8::Producer&) override { say("open"); }
  void on_sent(uc8::Producer&, const uc8::SendResult& sent) override {
    say("sent " + std::to_string(sent.ticket) + " " + uc8::name_of(sent.fault.error) +
        (sent.duplicate ? " duplicate" : ""));
  }
  void on_interrupted(uc8::Producer&, const uc8::Interruption& why) override {
    say("interrupted", why.fault);
  }
  void on_failed(uc8::Producer&, uc8::Fault fault) override {
    end(std::string("failed ") + uc8::name_of(fault.error));
  }
  void on_closed(uc8::Producer&) override { end("closed"); }

  uc8::ProducerStorage<256, 16> storage;
  uc8::Producer producer;
};

struct NamedConsumer final : Named, private uc8::ConsumerHandler {
  NamedConsumer(uv_loop_t& loop, uc8::UvRuntime& its_runtime, const Words& words)
      : Named(loop, its_runtime, words, 4),
        subscription(words.at(3)),
        consumer(account, config(), memory(), tcp, runtime, *this) {}

  uc8::ConsumerConfig config() const {
    uc8::ConsumerConfig config;
    config.stream.name = stream.c_str();
    config.create_stream = true;
    config.subscription = subscription.c_str();
    config.consumer_name = name.c_str();
    config.type = static_cast<uc8::SubscriptionType>(number("type", 2));
    config.push = number("push", 0) != 0;
    return config;
  }
  uc8::ConsumerMemory memory() {
    uc8::ConsumerMemory all = storage.view();
    all.unacknowledged_max = static_cast<uint16_t>(number("window", all.unacknowledged_max));
    return all;
  }
  uc8::Error open() override { return consumer.open(); }
  void close(uc8::Millis) override { consumer.close(); }
  uc8::Error act(const Words& words) override {
    if (words[0] == "ack") return consumer.acknowledge(id_of(words.at(2)));
    if (words[0] == "nack") return consumer.negative_acknowledge(id_of(words.at(2)));
    is_holding = words[0] == "hold";
    if (!is_holding) consumer.resume();
    return uc8::Error::ok;
  }

  void on_open(uc8::Consumer&) override { say("open"); }
  uc8::Flow on_message(uc8::Consumer&, const uc8::Message& message) override {
    const auto* payload = reinterpret_cast<const char*>(message.payload.data);
    const std::string text(payload, message.payload.size);
    say((is_holding ? "holds " : "message ") + text_of(message.id) + " " + text);
    return is_holding ? uc8::Flow::hold : uc8::Flow::next;
  }
  void on_interrupted(uc8::Consumer&, const uc8::Interruption& why) override {
    say("interrupted", why.fault);
  }
  void on_failed(uc8::Consumer&, uc8::Fault fault) override { say("failed", fault); }
  void on_closed(uc8::Consumer&) override { say("closed"); }

  std::string subscription;
  uc8::ConsumerStorage<256, 16> storage;
  uc8::Consumer consumer;
  bool is_holding = false;
};

/// Takes the lines apart. The end of stdin is the end of the program.
struct Desk {
  uv_loop_t& loop = *uv_default_loop();
  uc8::UvRuntime runtime{loop};
  std::map<std::string, std::unique_ptr<Named>> objects;
  std::string rest;
  char piece[4096];
  uv_pipe_t in;

  void take(const std::string& line) {
    std::istringstream stream(line);
    Words words;
    for (std::string word; stream >> word;) words.push_back(word);
    if (words.at(0) == "producer") {
      objects[words.at(1)] = std::make_unique<NamedProducer>(loop, runtime, words);
    } else if (words[0] == "consumer") {
      objects[words.at(1)] = std::make_unique<NamedConsumer>(loop, runtime, words);
    } else if (words[0] == "close") {
      objects.at(words.at(1))
          ->close(words.size() > 2 ? strtoull(words[2].c_str(), nullptr, 10) : 0);
    } else {
      Named& object = *objects.at(words.at(1));
      const uc8::Error error = words[0] == "open" ? object.open() : object.act(words);
      if (error != uc8::Error::ok) object.say(words[0] + ": " + uc8::name_of(error));
    }
  }
  void feed(const std::string& bytes) {
    rest += bytes;
    for (size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1)) {
      take(rest.substr(0, end));
    }
  }
  int run() {
    in.data = this;
    uv_pipe_init(&loop, &in, 0);
    if (uv_pipe_open(&in, 0) != 0) return 1;
    const auto room = [](uv_handle_t* handle, size_t, uv_buf_t* out) {
      Desk& desk = *static_cast<Desk*>(handle->data);
      *out = uv_buf_init(desk.piece, sizeof desk.piece);
    };
    const auto got = [](uv_stream_t* stream, ssize_t size, const uv_buf_t* from) {
      if (size < 0) exit(0);
      static_cast<Desk*>(stream->data)->feed({from->base, static_cast<size_t>(size)});
    };
    uv_read_start(reinterpret_cast<uv_stream_t*>(&in), room, got);
    return uv_run(&loop, UV_RUN_DEFAULT);
  }
};

}  // namespace

int main() {
  return (new Desk)->run();  // Never destroyed: the loop still knows what is in it.
}
