// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "net/connection.h"

namespace uc8::gateway {

class Faults;

// The listening socket and the connections it has accepted. At the end of each turn of the loop it
// lets every connection that has something to say write it, once.
class Listener {
 public:
  using PeerFactory = std::function<std::unique_ptr<Peer>(Connection&)>;

  // Without `tls` the connections are plain TCP.
  Listener(uv_loop_t* loop, TlsServer* tls, Faults& faults, PeerFactory make_peer);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Empty: listening; else what is wrong.
  std::string listen(const std::string& host, int port);
  int port() const { return port_; }

  // No new connections.
  void stop();
  // Ends every connection, queue or not.
  void close_all();
  // What is left then, RST. The loop must turn once more before this object goes.
  void drop_all();

  uv_loop_t* loop() const { return loop_; }
  Faults& faults() { return faults_; }
  const Faults& faults() const { return faults_; }
  uint64_t accepted() const { return accepted_; }
  size_t open() const { return connections_.size(); }

  // For connections.
  void flush_later(std::shared_ptr<Connection> connection);
  void forget(Connection* connection);
  uv_buf_t read_buffer();

 private:
  void on_connection();
  void flush_all();

  uv_loop_t* loop_;
  TlsServer* tls_;
  Faults& faults_;
  PeerFactory make_peer_;
  uv_tcp_t server_;
  uv_prepare_t before_poll_;
  uv_check_t after_poll_;
  int port_ = 0;
  bool listening_ = false;
  uint64_t accepted_ = 0;
  std::unordered_set<Connection*> connections_;
  std::vector<std::shared_ptr<Connection>> dirty_;
  std::vector<std::shared_ptr<Connection>> flushing_;
  std::vector<char> read_buffer_;
};

}  // namespace uc8::gateway
