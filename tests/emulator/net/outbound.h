// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace uc8::gateway {

// A TCP connection that we open. It may be destroyed from anywhere, also from inside the calls of
// its user; the socket then closes at once.
class Outbound {
 public:
  // With more than this queued, the user is to send no more until on_drained().
  static constexpr size_t kQueueBound = 256 * 1024;

  class User {
   public:
    virtual void on_connected() = 0;
    // Not called while reading is paused.
    virtual void on_bytes(std::string_view bytes) = 0;
    // The queue fell from above its bound to below half of it.
    virtual void on_drained() = 0;
    // It is over: not connected, lost, or closed by the other end. The last call, never from inside
    // a call of ours.
    virtual void on_gone(const std::string& why) = 0;

   protected:
    ~User() = default;
  };

  Outbound(uv_loop_t* loop, User& user);
  ~Outbound();
  Outbound(const Outbound&) = delete;
  Outbound& operator=(const Outbound&) = delete;

  // Tries each address that the name has.
  void connect(const std::string& host, int port);
  void send(std::string_view bytes);
  // FIN behind what is queued. Reading goes on, to the other's FIN.
  void finish();

  void pause_reading();
  void resume_reading();

  bool congested() const { return congested_; }
  size_t queued() const { return waiting_.size() + in_flight_; }

 private:
  struct Socket;
  struct Lookup;

  void found(int status, addrinfo* addresses);
  void try_next();
  void on_connect(int status);
  void on_read(ssize_t size, const uv_buf_t* buffer);
  void on_written(int status);
  void update_reading();
  void push();
  void shut_down();
  void fail(const std::string& why);
  void drop_socket();

  uv_loop_t* loop_;
  User& user_;
  Socket* socket_ = nullptr;
  Lookup* lookup_ = nullptr;
  addrinfo* addresses_ = nullptr;
  const addrinfo* next_ = nullptr;
  std::string failure_ = "no address";
  std::string waiting_;  // not yet given to libuv
  size_t in_flight_ = 0;
  bool connected_ = false;
  bool paused_ = false;
  bool reading_ = false;
  bool congested_ = false;
  bool finishing_ = false;
};

}  // namespace uc8::gateway
