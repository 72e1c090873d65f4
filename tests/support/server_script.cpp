// SPDX-License-Identifier: Apache-2.0
#include "support/server_script.h"

#include "base/base64.h"
#include "base/sha1.h"

namespace server_script {

std::string http(int status, const std::string& body, const std::string& fields) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" +
         fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string accept(const std::string& request) {
  const std::string name = "Sec-WebSocket-Key: ";
  const size_t at = request.find(name);
  const std::string key = request.substr(at + name.size(), 24);
  const std::string salted = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  uint8_t digest[20];
  uc8::sha1({reinterpret_cast<const uint8_t*>(salted.data()), salted.size()}, digest);
  uint8_t encoded[28];
  uc8::WindowWriter writer({encoded, sizeof encoded}, 0);
  uc8::write_base64(writer, {digest, sizeof digest});
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         std::string(reinterpret_cast<char*>(encoded), sizeof encoded) + "\r\n\r\n";
}

std::string frame(int opcode, const std::string& payload) {
  std::string out(1, static_cast<char>(0x80 | opcode));
  if (payload.size() < 126) {
    out += static_cast<char>(payload.size());
  } else if (payload.size() < 65536) {
    out += static_cast<char>(126);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size() & 0xff);
  } else {
    out += static_cast<char>(127);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out += static_cast<char>(static_cast<uint64_t>(payload.size()) >> shift & 0xff);
    }
  }
  return out + payload;
}

std::string text(const std::string& payload) {
  return frame(1, payload);
}

std::string close(int code, const std::string& reason) {
  if (code == 0) return frame(8, "");
  std::string payload;
  payload += static_cast<char>(code >> 8);
  payload += static_cast<char>(code & 0xff);
  return frame(8, payload + reason);
}

std::vector<Frame> take_frames(std::string& bytes) {
  std::vector<Frame> frames;
  for (;;) {
    if (bytes.size() < 2) return frames;
    Frame out;
    out.opcode = bytes[0] & 0x0f;
    out.masked = (bytes[1] & 0x80) != 0;
    size_t size = static_cast<size_t>(bytes[1] & 0x7f);
    size_t at = 2;
    const size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (bytes.size() < at + extra + 4) return frames;
    if (extra > 0) size = 0;
    for (size_t i = 0; i < extra; ++i) size = size << 8 | static_cast<uint8_t>(bytes[at++]);
    const std::string mask = bytes.substr(at, 4);
    at += 4;
    if (bytes.size() < at + size) return frames;
    for (size_t i = 0; i < size; ++i) {
      out.payload += static_cast<char>(bytes[at + i] ^ mask[i % 4]);
    }
    bytes.erase(0, at + size);
    frames.push_back(out);
  }
}

std::string take_request(std::string& bytes, std::string* head) {
  const size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return "";
  const std::string all = bytes.substr(0, end + 4);
  bytes.erase(0, end + 4);
  if (head != nullptr) *head = all;
  return all.substr(0, all.find("\r\n"));
}

std::string member(const std::string& json, const std::string& name) {
  const std::string quoted = "\"" + name + "\":";
  size_t at = json.find(quoted);
  if (at == std::string::npos) return "";
  at += quoted.size();
  const bool is_string = json[at] == '"';
  const size_t begin = is_string ? at + 1 : at;
  return json.substr(begin, json.find_first_of(is_string ? "\"" : ",}", begin) - begin);
}

}  // namespace server_script
