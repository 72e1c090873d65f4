// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <memory>
#include <string>
#include <string_view>

#include "net/peer.h"
#include "net/timer.h"
#include "net/tls_pipe.h"

namespace uc8::gateway {

class Listener;

// One accepted TCP connection, with or without TLS. What is sent during one turn of the loop leaves
// in one write at its end.
// One rule: **a Connection is only ever used on the loop's thread, and after on_gone never again.**
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // A consumer with more than this queued is dispatched nothing.
  static constexpr size_t kQueueBound = 256 * 1024;
  // A client whose answers queue up beyond this is read no further.
  static constexpr size_t kReadBound = 4 * 1024 * 1024;

  Connection(Listener& listener, TlsServer* tls);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Takes the waiting connection of `server`. False: it is gone already.
  bool accept(uv_stream_t* server);
  // The first protocol, or the next one. `rest` is what the former one has read too far.
  void set_peer(std::unique_ptr<Peer> peer, std::string_view rest = {});

  void send(std::string_view bytes);
  // Sends what is queued, says goodbye in TLS, then FIN, and waits a little for the other's FIN.
  void finish();
  // The faults: what is queued leaves if it can, then FIN without TLS's goodbye, or RST.
  void cut(bool with_reset);
  // RST at once.
  void reset();
  // Neither reads nor writes again, and keeps the socket.
  void go_silent();
  bool silent() const { return silent_; }

  void pause_reading();
  void resume_reading();

  bool over() const { return closing_; }
  bool finishing() const { return finishing_; }
  size_t queued() const { return plain_out_.size() - plain_used_ + wire_out_.size() + in_flight_; }
  // Time of the loop when a byte last came or left.
  uint64_t last_activity_ms() const { return last_activity_ms_; }
  Listener& listener() { return listener_; }
  uv_loop_t* loop() const { return tcp_.loop; }

  // For the Listener, at the end of a turn.
  void flush();

 private:
  void on_read(ssize_t size, const uv_buf_t* buffer);
  void on_end();
  void take_input();
  bool take_handshake();
  void want_input_soon();
  void update_reading();
  bool held() const { return paused_ || over_read_bound_; }

  bool paced() const;
  void flush_slices();
  void encrypt(std::string_view plain);
  void push_wire();
  void on_written(int status);
  void after_write();
  void shut_down();
  void stop_lingering();
  void close_now();

  Listener& listener_;
  std::unique_ptr<TlsPipe> tls_;
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<Peer> retired_;
  uv_tcp_t tcp_;
  uv_write_t write_request_;
  uv_shutdown_t shutdown_request_;
  std::shared_ptr<Connection> self_;  // until libuv has closed the handle

  std::string plain_in_;   // clear text that came while held
  std::string plain_out_;  // clear text to send, from plain_used_ on
  size_t plain_used_ = 0;
  std::string wire_out_;  // encrypted, not yet given to libuv
  std::string writing_;   // with libuv now
  size_t in_flight_ = 0;
  Timer pace_;
  Timer linger_;
  uint64_t last_activity_ms_;
  bool read_armed_ = false;
  bool delivering_ = false;
  bool input_wanted_ = false;
  bool paused_ = false;
  bool over_read_bound_ = false;
  bool above_queue_bound_ = false;
  bool ended_ = false;
  bool end_told_ = false;
  bool finishing_ = false;
  bool shut_down_ = false;
  bool silent_ = false;
  bool closing_ = false;
};

}  // namespace uc8::gateway
