// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/manual_runtime.h"
#include "support/pipe_transport.h"
#include "support/server_script.h"
#include "uc8/stream.h"

/// A client's surroundings: a transport whose far end the test plays, and time that it moves.
struct ClientBench {
  uc8::test::ManualRuntime runtime;
  PipeTransport transport;
  uc8::Account account;
  std::vector<server_script::Frame> frames;  ///< What the client sent since the last look.
  std::string log;                           ///< What the test's handlers were told.
  /// What the application does within each callback, which it is named.
  std::function<void(const char*)> then = [](const char*) {};

  ClientBench() {
    account.url = "https://gdn.example";
    account.credentials = {uc8::Credentials::Scheme::api_key, "acme.key.secret"};
  }

  /// For a test's handlers: notes what `callback` was told.
  void told(const char* callback, const std::string& words) {
    log += words + " ";
    then(callback);
  }
  void told(const char* callback, const char* what, uc8::Error error) {
    told(callback, std::string(what) + ":" + uc8::name_of(error));
  }

  /// Runs the loop until nothing more happens at this moment.
  void settle() {
    do {
      runtime.advance(0);
    } while (transport.deliver_wakeup());
  }

  /// What was told since the last look.
  std::string take_log() {
    settle();
    std::string out;
    out.swap(log);
    return out;
  }

  /// Lets `by` pass, stopping at each deadline.
  void pass(uc8::Millis by) {
    const uc8::Millis end = runtime.now() + by;
    for (;;) {
      settle();
      const uc8::Result<uc8::Millis> due = runtime.next();
      if (!due.ok() || due.value() > end) break;
      runtime.advance(due.value() - runtime.now());
    }
    runtime.advance(end - runtime.now());
    settle();
  }

  /// The connection breaks, and the first retry is due.
  void drop() {
    transport.broken = uc8::Error::connection_lost;
    transport.deliver_wakeup(true);
    pass(500);
  }

  std::string next_request(std::string* head = nullptr) {
    settle();
    return server_script::take_request(transport.written, head);
  }

  void feed(const std::string& bytes) {
    transport.feed(bytes);
    settle();
  }

  /// Plays the server's part of one whole attempt: the password and the upgrade. Answers the
  /// upgrade's request line.
  std::string accept_attempt(const std::string& otp = "abc") {
    if (next_request().find("POST /apid/otp") != 0) return "";
    feed(server_script::http(200, "{\"otp\":\"" + otp + "\"}"));
    std::string head;
    const std::string line = next_request(&head);
    feed(server_script::accept(head));
    return line;
  }

  std::vector<server_script::Frame> sent() {
    settle();
    return server_script::take_frames(transport.written);
  }

  /// The texts that the client sent.
  std::vector<std::string> texts() {
    std::vector<std::string> out;
    for (const server_script::Frame& frame : sent()) {
      if (frame.opcode == 1 && frame.masked) out.push_back(frame.payload);
      if (frame.opcode != 1) frames.push_back(frame);
    }
    return out;
  }
};

/// Makes a Fixture for each test. Its close() ends whatever runs when the test is over.
template <class Fixture>
int set_up(void** state) {
  *state = new Fixture;
  return 0;
}
template <class Fixture>
int tear_down(void** state) {
  Fixture* fixture = static_cast<Fixture*>(*state);
  fixture->close();
  fixture->pass(2000);
  delete fixture;
  return 0;
}
