// SPDX-License-Identifier: Apache-2.0
//
// Where there is no libFuzzer: plays known texts to a target, whole, cut, spoilt and joined, with
// dice that fall the same at every run. Files named on the command line are played as they are.
#include <stdint.h>
#include <stdio.h>

#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kRounds = 100'000;
constexpr size_t kSizeMax = 2'000;

/// A text with nulls inside.
template <size_t N>
std::string raw(const char (&text)[N]) {
  return std::string(text, N - 1);
}

const std::string kSeeds[] = {
    // Deliveries and answers.
    R"({"messageId":"CAwQAA==","payload":"SGk=","properties":{"k":"v\u00e9","a":"b"},)"
    R"("publishTime":"2026-01-02T03:04:05.678Z","redeliveryCount":0,"key":"dev\ud83d\ude00"})",
    R"({"result":"ok","messageId":"CAwQAA==","context":"17","errorCode":0,"schemaVersion":0})",
    R"({"result":"send-error:8","errorMsg":"ProducerQueueIsFullError: full",)"
    R"("context":"4294967295"})",
    R"({"error":false,"code":200,"result":[{"_key":"1","topic":"c8globals.demo","local":false}]})",
    R"(["persistent://public/default/demo","persistent://public/default/b-partition-0"])",
    R"({"otp":"abc","a":[1,-2.5e+7,true,false,null,{"b":[[]]}]})",
    // Base64, addresses, keys.
    "SGVsbG8sIHdvcmxkIQ==", "https://gdn.example:8443/", "wss://[::1]:8080", "tenant.id.secret",
    "h.eyJ0ZW5hbnQiOiJfbW0ifQ.s",
    // HTTP.
    "\1HTTP/1.1 200 OK\r\nContent-Length: 5\r\nRetry-After: 7\r\n\r\nhello",
    "\2HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "\3HTTP/1.1 302 Found\r\nLocation: https://x/\r\nConnection: close\r\n\r\n",
    "\4HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
    // WebSocket frames: text, in fragments around a ping, of 16 bits, closed.
    raw("\1\x40\x81\2{}\x89\1p\x8a\0\x88\2\x03\xe8"), raw("\7\x10\x01\1{\x89\0\x80\1}\x88\0"),
    raw("\2\xff\x81\x7e\0\x05hello\x88\x06\x03\xf0\xc3\xa9ok"), raw("\3\x01\x82\1x"),
    raw("\5\x05\x81\x7f\x40\0\0\0\0\0\0\0")};

class Dice {
 public:
  /// 0 … below - 1.
  size_t roll(size_t below) {  // xorshift64: Marsaglia, "Xorshift RNGs".
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return below == 0 ? 0 : state_ % below;
  }

 private:
  uint64_t state_ = 88172645463325252ULL;
};

void play(const std::string& input) {
  // Exactly its size, so that a sanitizer sees every step outside.
  uint8_t* copy = new uint8_t[input.size() + 1];
  input.copy(reinterpret_cast<char*>(copy), input.size());
  (void)LLVMFuzzerTestOneInput(copy, input.size());
  delete[] copy;
}

const std::string& any(Dice& dice) {
  return kSeeds[dice.roll(std::size(kSeeds))];
}

void spoil(std::string& text, Dice& dice) {
  const size_t at = dice.roll(text.size() + 1);
  switch (dice.roll(7)) {
    case 0:  // One bit.
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << dice.roll(8)));
      break;
    case 1:  // One byte, any.
      text.insert(at, 1, static_cast<char>(dice.roll(256)));
      break;
    case 2:  // One that parsers care for.
      text.insert(at, 1, "{}[]\",:\\\r\n\x80\xff%=. /"[dice.roll(18)]);
      break;
    case 3:
      text.erase(at, dice.roll(8));
      break;
    case 4:
      text.erase(at);
      break;
    case 5: {  // A piece of another.
      const std::string& other = any(dice);
      text.insert(at, other, dice.roll(other.size()), dice.roll(60));
      break;
    }
    default:  // A piece of itself.
      text += text.substr(at);
  }
  if (text.size() > kSizeMax) text.erase(kSizeMax);
}

}  // namespace

int main(int argument_count, char** arguments) {
  for (int i = 1; i < argument_count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    play(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  if (argument_count > 1) return 0;
  for (const std::string& seed : kSeeds) play(seed);
  Dice dice;
  for (int round = 0; round < kRounds; ++round) {
    std::string text = any(dice);
    for (size_t i = dice.roll(8) + 1; i > 0; --i) spoil(text, dice);
    play(text);
  }
  (void)printf("%d inputs played\n", kRounds);
  return 0;
}
