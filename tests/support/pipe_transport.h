// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "uc8/port/transport.h"

/// A Transport whose other end is the test: what the client wrote stands in `written`, what it is
/// to read is put there by feed(). Wakes the client only from deliver_wakeups(), as a loop would.
class PipeTransport final : public uc8::Transport {
 public:
  uc8::Error open(const uc8::Endpoint& endpoint, Waker& waker) override {
    host = endpoint.host;
    port = endpoint.port;
    waker_ = &waker;
    if (open_result == uc8::Error::would_block) armed_ = true;
    if (open_result == uc8::Error::ok) {
      is_open = true;
      written.clear();  // What the last connection did not take is gone with it.
      ++opened;
    }
    return open_result;
  }

  uc8::Result<size_t> read(uc8::MutableBytes to) override {
    if (!to_read_.empty()) {
      const size_t n = limited(to.size < to_read_.size() ? to.size : to_read_.size());
      for (size_t i = 0; i < n; ++i) to.data[i] = static_cast<uint8_t>(to_read_[i]);
      to_read_.erase(0, n);
      return n;
    }
    if (broken != uc8::Error::ok) return broken;
    if (ended_) return size_t{0};
    armed_ = true;
    ++reads_armed;
    return uc8::Error::would_block;
  }

  uc8::Result<size_t> write(uc8::Bytes from) override {
    if (broken != uc8::Error::ok) return broken;
    if (write_room == 0) {
      armed_ = write_blocked_ = true;
      return uc8::Error::would_block;
    }
    size_t n = limited(from.size < write_room ? from.size : write_room);
    write_room -= n;
    written.append(reinterpret_cast<const char*>(from.data), n);
    ++writes;
    return n;
  }

  void close() override {
    is_open = armed_ = ended_ = write_blocked_ = false;
    broken = uc8::Error::ok;
    to_read_.clear();
    ++closed;
  }

  uc8::Fault last_fault() const override { return {broken, uc8::Origin::system, 104}; }

  void feed(const std::string& bytes) { to_read_ += bytes; }
  void end() { ended_ = true; }
  bool all_read() const { return to_read_.empty(); }

  /// Answers whether the client was woken. `always`: also without cause, which it must bear.
  bool deliver_wakeup(bool always = false) {
    const bool readable = !to_read_.empty() || ended_ || broken != uc8::Error::ok;
    const bool connected = !is_open && open_result != uc8::Error::would_block;
    const bool writable = write_blocked_ && write_room > 0;
    if (!armed_ || !(readable || connected || writable || always)) return false;
    armed_ = write_blocked_ = false;
    waker_->on_ready();
    return true;
  }

  void allow_writes(size_t room) { write_room = room; }

  std::string host;
  uint16_t port = 0;
  std::string written;
  size_t write_room = ~size_t{0};
  size_t chunk_max = ~size_t{0};  ///< At most so many bytes move per call.
  uc8::Error open_result = uc8::Error::ok;
  uc8::Error broken = uc8::Error::ok;
  bool is_open = false;
  int opened = 0;
  int closed = 0;
  int writes = 0;
  int reads_armed = 0;

 private:
  size_t limited(size_t n) const { return n < chunk_max ? n : chunk_max; }

  Waker* waker_ = nullptr;
  std::string to_read_;
  bool armed_ = false;
  bool ended_ = false;
  bool write_blocked_ = false;
};
