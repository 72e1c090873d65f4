// SPDX-License-Identifier: Apache-2.0
// One open producer, consumer or reader as the WebSocket layer sees it, and the WebSocket as the
// broker sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace uc8::emulator {

enum class PeerKind { producer, consumer, reader };

// The WebSocket behind a peer. **No call into the broker or a peer from inside these calls**: note
// what happened, act later. It outlives its peer. After close() or abort() the broker calls it no
// more.
class PeerSink {
 public:
  // One text message to the client. Consumers and readers ask writable() before each; answers to
  // producers are sent in any case: stop reading from a socket that cannot be written, and they are
  // bounded by what was read.
  virtual void send_text(std::string_view text) = 0;
  // A Close frame with this code and reason (at most 123 bytes), then the end of the connection.
  virtual void close(int code, std::string_view reason) = 0;
  // The TCP connection ends without a Close frame.
  virtual void abort() = 0;
  // false: nothing more is dispatched until Peer::on_writable().
  virtual bool writable() const = 0;
  // For peers that live elsewhere and have a WebSocket of their own.
  virtual void send_ping(std::string_view) {}
  virtual void send_pong(std::string_view) {}
  // true: what the client sends is left with it until false is said.
  virtual void hold_input(bool) {}

 protected:
  ~PeerSink() = default;
};

// **Made by Broker::open(), ended by exactly one Broker::disconnect()**, also after the broker
// closed it by itself. From the moment the sink was told close() or abort() the peer has left its
// topic and ignores all calls.
class Peer {
 public:
  virtual ~Peer() = default;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  virtual PeerKind kind() const = 0;

  // The 101 is on its way: from now on messages may be sent. (The subscription is joined, and the
  // failover delay runs, since open().)
  virtual void start() = 0;
  // One whole text message, valid UTF-8. Binary messages are not the broker's.
  virtual void on_text(std::string_view text) = 0;
  // The sink can be written again.
  virtual void on_writable() = 0;
  // A ping of the client. True: this peer answers it, by send_pong.
  virtual bool on_ping(std::string_view) { return false; }
  virtual void on_pong(std::string_view) {}
  // The client closes with this code (0: none); disconnect() follows.
  virtual void on_close(int, std::string_view) {}

  bool closed() const { return closed_; }

 protected:
  Peer() = default;
  bool closed_ = false;
};

// For a WebSocket layer that wants to refuse a message before it has it all: close 1009 with this
// reason. (Peer::on_text does it too, for whole messages.)
std::string text_too_large_reason(size_t text_bytes, size_t text_max);

}  // namespace uc8::emulator
