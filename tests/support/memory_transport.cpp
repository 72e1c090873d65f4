// SPDX-License-Identifier: Apache-2.0
#include "support/memory_transport.h"

#include <algorithm>

namespace uc8::test {

Error MemoryTransport::open(const Endpoint& endpoint, Waker& waker) {
  if (state_ == State::closed) {
    host_ = endpoint.host;
    waker_ = &waker;
    fault_ = Fault();
    to_peer_.clear();
    to_core_.clear();
    to_peer_.reserve(script.capacity);
    to_core_.reserve(script.capacity);
    peer_ended_ = client_ended_ = false;
    moved_ = 0;
    turns_left_ = script.turns_to_open;
    state_ = State::opening;
  }
  if (state_ == State::opening && turns_left_ > 0) {
    open_armed_ = true;
    return Error::would_block;
  }
  if (state_ == State::opening) {
    if (script.open_fault.error != Error::ok) return fail_with(script.open_fault);
    state_ = State::open;
    ++connections_;
  }
  return state_ == State::open ? Error::ok : fault_.error;
}

Error MemoryTransport::fail_with(Fault fault) {
  fault_ = fault;
  state_ = State::failed;
  return fault.error;
}

size_t MemoryTransport::pour(Bytes from, Pipe* to, size_t max) {
  const size_t room = script.capacity - std::min(to->size(), script.capacity);
  const size_t size = std::min({from.size, room, max});
  to->append(reinterpret_cast<const char*>(from.data), size);
  return size;
}

size_t MemoryTransport::draw(Pipe* from, MutableBytes to, size_t max) {
  const size_t size = std::min({to.size, from->size(), max});
  (void)from->copy(reinterpret_cast<char*>(to.data), size);
  from->erase(0, size);
  return size;
}

bool MemoryTransport::count(size_t moved) {
  moved_ += moved;
  if (moved_ <= script.fail_after_bytes) return true;
  (void)fail_with(script.break_fault);
  return false;
}

Result<size_t> MemoryTransport::read(MutableBytes to) {
  if (state_ == State::failed) return fault_.error;
  if (state_ != State::open) return Error::connection_lost;
  const size_t size = draw(&to_core_, to, script.chunk_max);
  if (!count(size)) return fault_.error;
  if (size > 0 || peer_ended_) return size;
  read_armed_ = true;
  return Error::would_block;
}

Result<size_t> MemoryTransport::write(Bytes from) {
  if (state_ == State::failed) return fault_.error;
  if (state_ != State::open) return Error::connection_lost;
  const size_t size = pour(from, &to_peer_, script.chunk_max);
  if (!count(size)) return fault_.error;
  if (size > 0) ++writes_;
  if (size > 0 || from.size == 0) return size;
  write_armed_ = true;
  return Error::would_block;
}

void MemoryTransport::close() {
  if (state_ == State::closed) return;
  client_ended_ = state_ == State::open;
  open_armed_ = read_armed_ = write_armed_ = false;
  state_ = State::closed;
}

bool MemoryTransport::has_reason() const {
  if (script.spurious) return true;
  if (open_armed_) return state_ != State::opening || turns_left_ == 0;
  if (state_ == State::failed) return true;
  if (read_armed_ && (!to_core_.empty() || peer_ended_)) return true;
  return write_armed_ && to_peer_.size() < script.capacity;
}

void MemoryTransport::turn() {
  if (state_ == State::opening && turns_left_ > 0) --turns_left_;
  if (!(open_armed_ || read_armed_ || write_armed_) || !has_reason()) return;
  open_armed_ = read_armed_ = write_armed_ = false;
  waker_->on_ready();
}

size_t MemoryTransport::send(Bytes from) {
  if (state_ != State::open || peer_ended_) return 0;
  return pour(from, &to_core_, SIZE_MAX);
}

size_t MemoryTransport::receive(MutableBytes to) {
  return draw(&to_peer_, to, SIZE_MAX);
}

}  // namespace uc8::test
