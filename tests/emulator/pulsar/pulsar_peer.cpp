// SPDX-License-Identifier: Apache-2.0
#include "pulsar/pulsar_peer.h"

#include <utility>

namespace uc8::gateway {

PulsarPeer::PulsarPeer(uv_loop_t* loop, Random& random, const Faults& faults, Request request,
                       emulator::PeerSink& sink, Owner& owner)
    : request_(std::move(request)),
      sink_(&sink),
      owner_(owner),
      far_(loop, random, *this),
      late_(loop, faults, [this] { say_late(); }) {}

void PulsarPeer::dial(const PulsarHome& home) {
  std::string headers;
  if (!request_.accept.empty()) headers += "Accept: " + request_.accept + "\r\n";
  if (!home.token.empty()) headers += "Authorization: " + home.authorization() + "\r\n";
  far_.open(home.web_socket, request_.target, headers);
}

void PulsarPeer::send(Opcode opcode, std::string_view payload) {
  if (closed_) return;
  far_.send(opcode, payload);
  if (!far_.congested() || holding_client_ || sink_ == nullptr) return;
  holding_client_ = true;
  sink_->hold_input(true);
}

void PulsarPeer::on_far_drained() {
  if (!std::exchange(holding_client_, false) || sink_ == nullptr) return;
  sink_->hold_input(false);
}

void PulsarPeer::on_far_text(const std::string& text) {
  if (sink_ == nullptr) return;
  if (!late_.keep(text)) sink_->send_text(text);
  balance();
}

void PulsarPeer::say_late() {
  std::string text;
  while (sink_ != nullptr && late_.next(&text)) sink_->send_text(text);
  balance();
}

void PulsarPeer::balance() {
  if (closed_ || sink_ == nullptr) return;
  if (sink_->writable() && !late_.full()) {
    far_.resume_reading();
  } else {
    far_.pause_reading();
  }
}

// Pulsar answers: so the client learns whether it is there, and Pulsar that the client is.
bool PulsarPeer::on_ping(std::string_view payload) {
  if (closed_) return false;
  send(Opcode::ping, payload);
  return true;
}

void PulsarPeer::on_far_ping(std::string_view payload) {
  if (sink_ == nullptr) return;
  sink_->send_ping(payload);
  balance();
}

void PulsarPeer::on_far_pong(std::string_view payload) {
  if (sink_ == nullptr) return;
  sink_->send_pong(payload);
  balance();
}

void PulsarPeer::on_close(int code, std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  far_.close(code, reason);
}

void PulsarPeer::on_far_close(int code, std::string_view reason) {
  closed_ = true;
  if (sink_ != nullptr) std::exchange(sink_, nullptr)->close(code, reason);
}

void PulsarPeer::close_both(int code, std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  far_.close(code, reason);
  if (sink_ != nullptr) std::exchange(sink_, nullptr)->close(code, reason);
}

void PulsarPeer::abandon(int code) {
  sink_ = nullptr;
  if (!std::exchange(closed_, true)) far_.close(code, "");
}

void PulsarPeer::leave() {
  sink_ = nullptr;
  client_left_ = true;
  if (far_ended_) return owner_.on_ended(*this);
  if (!std::exchange(closed_, true)) far_.finish();
}

void PulsarPeer::on_far_end() {
  if (far_ended_) return;
  far_ended_ = true;
  closed_ = true;
  if (sink_ != nullptr) std::exchange(sink_, nullptr)->abort();
  if (client_left_) owner_.on_ended(*this);
}

}  // namespace uc8::gateway
