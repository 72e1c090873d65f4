// SPDX-License-Identifier: Apache-2.0
#include "ws/stream_session.h"

#include <utility>

#include "broker/json.h"
#include "broker/json_writer.h"

namespace uc8::gateway {
namespace {

using emulator::JsonParsed;
using emulator::JsonWriter;
using emulator::PeerKind;

constexpr uint64_t kOvertakeWaitMs = 500;
constexpr const char* kQueueIsFull =
    "org.apache.pulsar.client.api.PulsarClientException$ProducerQueueIsFullError: Producer send "
    "queue is full";

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

std::string without_first_member(std::string_view json) {
  const size_t comma = json.find(',');
  if (comma == std::string_view::npos) return "{}";
  return "{" + std::string(json.substr(comma + 1));
}

std::string with_large_payload(std::string_view json, int64_t payload_bytes) {
  const std::string_view key = "\"payload\":\"";
  const size_t begin = json.find(key);
  if (begin == std::string_view::npos) return std::string(json);
  const size_t end = json.find('"', begin + key.size());
  std::string large(json.substr(0, begin + key.size()));
  large.append(static_cast<size_t>((payload_bytes + 2) / 3 * 4), 'A');
  large.append(json.substr(end));
  return large;
}

}  // namespace

StreamSession::StreamSession(const Surroundings& surroundings, SessionLabel label)
    : around_(surroundings),
      label_(std::move(label)),
      held_timer_(surroundings.loop, [this] { release_held(); }),
      close_timer_(surroundings.loop,
                   [this] { end(static_cast<int>(around_.faults.close_code), ""); }) {}

StreamSession::~StreamSession() {
  on_closed();
  around_.sessions.remove(this);
}

bool StreamSession::selected(const Faults& faults) const {
  return faults.selects(label_.stream, label_.subscription, label_.name);
}

bool StreamSession::strikes(Countdown* fault) {
  return fault->pending() && selected(around_.faults) && fault->take();
}

void StreamSession::on_open(WebSocket& socket) {
  socket_ = &socket;
  around_.sessions.add(this);
  spoil_opening();
  if (strikes(&around_.faults.close_opened)) {
    close_timer_.start(static_cast<uint64_t>(around_.faults.close_after_ms));
  }
  update_silent(around_.faults);
  if (aborted_early_) {
    socket_->abort(false);
  } else if (peer_ != nullptr) {
    peer_->start();
  }
}

// Frames that no server may send.
void StreamSession::spoil_opening() {
  Faults& faults = around_.faults;
  if (strikes(&faults.frame_garbage)) {
    char noise[64];
    around_.random.fill(noise, sizeof noise);
    noise[0] = '\x7f';  // reserved bits and opcode, whatever follows
    socket_->send_raw(std::string_view(noise, sizeof noise));
  }
  if (strikes(&faults.frame_oversized)) {
    const unsigned char head[] = {0x81, 127, 0x40, 0, 0, 0, 0, 0, 0, 0};
    socket_->send_raw(std::string_view(reinterpret_cast<const char*>(head), sizeof head));
  }
  if (strikes(&faults.frame_masked)) {
    const unsigned char frame[] = {0x81, 0x82, 1, 2, 3, 4, '{' ^ 1, '}' ^ 2};
    socket_->send_raw(std::string_view(reinterpret_cast<const char*>(frame), sizeof frame));
  }
  if (strikes(&faults.frame_reserved_opcode)) socket_->send_raw(std::string_view("\x83\x00", 2));
  if (strikes(&faults.frame_reserved_bit)) socket_->send_raw(std::string_view("\xc1\x02{}", 4));
  if (strikes(&faults.frame_bad_utf8)) socket_->send_raw(std::string_view("\x81\x02\xc3\x28", 4));
}

void StreamSession::update_silent(const Faults& faults) {
  if (socket_ == nullptr) return;
  const bool wanted = !faults.silent_name.empty() && faults.silent_name == label_.name;
  if (wanted && !was_silenced_) {
    was_silenced_ = true;
    socket_->go_silent();
  } else if (!wanted && was_silenced_) {
    drop();
  }
}

void StreamSession::end(int code, std::string_view reason) {
  if (socket_ == nullptr) return;
  on_closed();
  socket_->close(code, reason);
}

void StreamSession::abandon(int code, std::string_view reason) {
  peer_ = nullptr;
  end(code, reason);
}

void StreamSession::drop() {
  if (socket_ == nullptr) return;
  on_closed();
  socket_->abort(true);
}

void StreamSession::on_text(const std::string& text) {
  if (peer_ == nullptr) return;
  if (label_.kind == PeerKind::producer) {
    if (refuse_send(text)) return;
  } else if (is_swallowed_ack(text)) {
    return;
  }
  peer_->on_text(text);
}

bool StreamSession::refuse_send(const std::string& text) {
  Faults& faults = around_.faults;
  if (strikes(&faults.queue_full)) {
    answer_error(text, 8, kQueueIsFull);
    return true;
  }
  if (!strikes(&faults.send_error)) return false;
  const int64_t code = faults.send_error_code;
  answer_error(text, code,
               code == 3   ? "Unexpected character ('}' (code 125))"
               : code == 7 ? "Invalid Base64 message-payload error=Illegal base64 character 21"
                           : "org.apache.pulsar.client.api.PulsarClientException$TimeoutException: "
                             "The producer can not send message to the topic within given timeout");
  return true;
}

void StreamSession::answer_error(const std::string& text, int64_t code, const char* words) {
  JsonWriter json;
  json.begin_object();
  json.member("result", "send-error:" + std::to_string(code)).member("errorMsg", words);
  // As in Pulsar, what could not be read has no context.
  const JsonParsed sent = emulator::parse_json(text);
  const emulator::JsonValue* context = sent.ok ? sent.value.find("context") : nullptr;
  if (code != 3 && context != nullptr && !context->text.empty()) {
    json.member("context", context->text);
  }
  json.member("errorCode", 0).member("schemaVersion", 0).end_object();
  socket_->send_text(json.text());
}

bool StreamSession::is_swallowed_ack(const std::string& text) {
  if (!around_.faults.swallow_acks.pending()) return false;
  const JsonParsed sent = emulator::parse_json(text);
  if (!sent.ok || sent.value.find("messageId") == nullptr || sent.value.find("type") != nullptr) {
    return false;
  }
  return strikes(&around_.faults.swallow_acks);
}

void StreamSession::on_drained() {
  if (peer_ != nullptr) peer_->on_writable();
}

bool StreamSession::on_ping(std::string_view payload) {
  if (strikes(&around_.faults.swallow_pings)) return true;
  return peer_ != nullptr && peer_->on_ping(payload);
}

void StreamSession::on_pong(std::string_view payload) {
  if (peer_ != nullptr) peer_->on_pong(payload);
}

void StreamSession::on_close_frame(const CloseNote& note) {
  if (peer_ != nullptr) peer_->on_close(note.code, note.reason);
}

void StreamSession::on_closed() {
  held_timer_.stop();
  close_timer_.stop();
  if (peer_ == nullptr) return;
  around_.backend.disconnect(std::exchange(peer_, nullptr));
}

void StreamSession::send_text(std::string_view text) {
  if (socket_ == nullptr) return;
  if (starts_with(text, "{\"result\":\"ok\"")) {
    send_confirmation(text);
  } else if (starts_with(text, "{\"messageId\":")) {
    send_delivery(text);
  } else {
    socket_->send_text(text);
  }
}

void StreamSession::send_confirmation(std::string_view text) {
  Faults& faults = around_.faults;
  if (strikes(&faults.drop_confirmations)) return;
  if (held_.empty() && strikes(&faults.reorder_confirmations)) {
    held_ = std::string(text);
    held_timer_.start(kOvertakeWaitMs);
    return;
  }
  socket_->send_text(text);
  if (strikes(&faults.duplicate_confirmations)) socket_->send_text(text);
  release_held();
}

void StreamSession::release_held() {
  if (held_.empty()) return;
  socket_->send_text(held_);
  held_.clear();
  held_timer_.stop();
}

void StreamSession::send_delivery(std::string_view text) {
  Faults& faults = around_.faults;
  if (strikes(&faults.deliver_malformed)) {
    socket_->send_text(text.substr(0, text.size() / 2));
  } else if (strikes(&faults.deliver_without_id)) {
    socket_->send_text(without_first_member(text));
  } else if (strikes(&faults.deliver_oversized)) {
    socket_->send_text(with_large_payload(text, faults.deliver_oversized_bytes));
  } else {
    socket_->send_text(text);
    if (strikes(&faults.duplicate_deliveries)) socket_->send_text(text);
  }
}

void StreamSession::close(int code, std::string_view reason) {
  if (socket_ != nullptr) {
    socket_->close(code, reason);
  } else {
    aborted_early_ = true;
  }
}

void StreamSession::abort() {
  if (socket_ != nullptr) {
    socket_->abort(false);
  } else {
    aborted_early_ = true;
  }
}

void StreamSession::send_ping(std::string_view payload) {
  if (socket_ != nullptr) socket_->send_control(Opcode::ping, payload);
}

void StreamSession::send_pong(std::string_view payload) {
  if (socket_ != nullptr) socket_->send_control(Opcode::pong, payload);
}

void StreamSession::hold_input(bool held) {
  if (socket_ == nullptr) return;
  if (held) {
    socket_->connection().pause_reading();
  } else {
    socket_->connection().resume_reading();
  }
}

bool StreamSession::writable() const {
  return socket_ != nullptr && socket_->writable();
}

}  // namespace uc8::gateway
