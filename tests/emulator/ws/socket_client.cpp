// SPDX-License-Identifier: Apache-2.0
#include "ws/socket_client.h"

#include <utility>

#include "broker/base64.h"
#include "ws/upgrade.h"

namespace uc8::gateway {
namespace {

// A Pulsar was seen to take 50 s for a refusal.
constexpr uint64_t kUpgradeMs = 90000;
constexpr uint64_t kFarewellMs = 2000;

}  // namespace

SocketClient::SocketClient(uv_loop_t* loop, Random& random, User& user)
    : random_(random),
      user_(user),
      outbound_(loop, *this),
      patience_(loop, [this] { run_out(); }),
      reader_(*this, kTextMax, Sender::server) {}

void SocketClient::open(const Origin& origin, const std::string& target,
                        const std::string& headers) {
  char bytes[16];
  random_.fill(bytes, sizeof bytes);
  const std::string key = emulator::base64_encode(std::string_view(bytes, sizeof bytes));
  accept_ = accept_value(key);
  authority_ = origin.authority();
  outbound_.connect(origin.host, origin.port);
  outbound_.send("GET " + target + " HTTP/1.1\r\nHost: " + authority_ +
                 "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: " +
                 key + "\r\n" + headers + "\r\n");
  patience_.start(kUpgradeMs);
}

void SocketClient::run_out() {
  if (leaving_) {
    user_.on_far_end();
  } else {
    refuse(504, "no answer in time");
  }
}

void SocketClient::on_bytes(std::string_view bytes) {
  if (open_) {
    reader_.take(bytes);
  } else {
    read_answer(bytes);
  }
}

void SocketClient::read_answer(std::string_view bytes) {
  size_t used = 0;
  const ResponseParser::Status status = answer_.parse(bytes, &used);
  if (status == ResponseParser::Status::more) return;
  HttpReply& reply = answer_.reply();
  if (status == ResponseParser::Status::failed) return refuse(502, "not an HTTP answer");
  if (reply.status != 101) {
    HttpResponse page;
    page.status = reply.status;
    page.content_type = reply.header("content-type");
    page.body = std::move(reply.body);
    for (const char* name : {"cache-control", "retry-after", "www-authenticate"}) {
      const std::string_view value = reply.header(name);
      if (!value.empty()) page.headers.emplace_back(name, value);
    }
    return user_.on_far_refusal(page);
  }
  if (reply.header("sec-websocket-accept") != accept_) {
    return refuse(502, "a wrong Sec-WebSocket-Accept");
  }
  open_ = true;
  patience_.stop();
  early_ = std::string(bytes.substr(used));
  outbound_.pause_reading();
  user_.on_far_open();
}

void SocketClient::refuse(int status, const std::string& words) {
  HttpResponse page;
  page.status = status;
  page.content_type = "text/plain";
  page.body = "Pulsar at " + authority_ + ": " + words + "\n";
  user_.on_far_refusal(page);
}

void SocketClient::resume_reading() {
  outbound_.resume_reading();
  if (early_.empty()) return;
  const std::string early = std::move(early_);
  early_.clear();
  reader_.take(early);
}

void SocketClient::send(Opcode opcode, std::string_view payload) {
  uint8_t mask[4];
  random_.fill(mask, sizeof mask);
  outbound_.send(write_masked_frame(opcode, payload, mask));
}

void SocketClient::close(int code, std::string_view reason) {
  if (leaving_) return;
  send(Opcode::close, write_close_payload(code, reason));
  finish();
}

void SocketClient::finish() {
  if (leaving_) return;
  leaving_ = true;
  reader_.stop();
  outbound_.resume_reading();
  outbound_.finish();
  patience_.start(kFarewellMs);
}

void SocketClient::on_drained() {
  if (!leaving_) user_.on_far_drained();
}

void SocketClient::on_gone(const std::string& why) {
  patience_.stop();
  if (open_) {
    user_.on_far_end();
  } else {
    refuse(502, why);
  }
}

void SocketClient::on_close_frame(const CloseNote& note) {
  close(note.code, note.reason);
  user_.on_far_close(note.code, note.reason);
}

// Whoever is behind the client is not to know what Pulsar did wrong: its connection just ends.
void SocketClient::on_violation(int code, const std::string& reason) {
  close(code, reason);
  user_.on_far_end();
}

}  // namespace uc8::gateway
