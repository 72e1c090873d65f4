// SPDX-License-Identifier: Apache-2.0
//
// The port in ports/README.md, taken from there, on a modem and a board made of memory.
#include <string.h>

#include <algorithm>
#include <string>

#include "contract/runtime_contract.h"
#include "contract/transport_contract.h"
#include "readme_port.h"  // Cut out of the README by CMakeLists.txt.

namespace {

constexpr size_t kPipeMax = 20'000;

// The modem and the peer at its other end.
struct Modem final : uc8::test::Peer {
  std::string sent, received;
  int state = -107;
  int connects = 0;
  bool peer_ended = false;
  bool hung_up = false;

  bool connected() const override { return state == 1; }
  int connections() const override { return connects; }
  size_t send(uc8::Bytes from) override {
    if (state != 1) return 0;
    const size_t size = std::min(from.size, kPipeMax - received.size());
    received.append(reinterpret_cast<const char*>(from.data), size);
    return size;
  }
  size_t receive(uc8::MutableBytes to) override {
    const size_t size = sent.copy(reinterpret_cast<char*>(to.data), to.size);
    sent.erase(0, size);
    return size;
  }
  bool ended() const override { return hung_up && sent.empty(); }
  void end() override { peer_ended = true; }
  void reset() override { state = -104; }
};

Modem modem;
uint64_t board_time = 1;
uint64_t board_dice = 1;

}  // namespace

extern "C" {

int modem_connect(const char*, int) {
  modem = Modem{};
  modem.state = 0;
  return 0;
}

int modem_state() {
  return modem.state;
}

int modem_read(void* to, int size) {
  if (modem.state < 0) return modem.state;
  const size_t got = modem.received.copy(static_cast<char*>(to), static_cast<size_t>(size));
  modem.received.erase(0, got);
  return got == 0 && modem.peer_ended ? kModemEnd : static_cast<int>(got);
}

int modem_write(const void* from, int size) {
  if (modem.state < 0) return modem.state;
  const size_t taken = std::min(static_cast<size_t>(size), kPipeMax - modem.sent.size());
  modem.sent.append(static_cast<const char*>(from), taken);
  return static_cast<int>(taken);
}

bool modem_readable() {
  return modem.state < 0 || !modem.received.empty() || modem.peer_ended;
}
bool modem_writable() {
  return modem.state < 0 || modem.sent.size() < kPipeMax;
}

void modem_hang_up() {
  modem.hung_up = modem.state == 1;
  modem.state = -107;
}

uint64_t board_milliseconds() {
  return board_time;
}

bool board_random(unsigned char* out, int size) {
  for (int i = 0; i < size; ++i) {
    board_dice = board_dice * 6364136223846793005ULL + 1442695040888963407ULL;
    out[i] = static_cast<unsigned char>(board_dice >> 56);
  }
  return true;
}
}

namespace {

class ModemRig final : public uc8::test::Rig {
 public:
  uc8::Transport& transport() override { return transport_; }
  const uc8::Endpoint& endpoint() override { return endpoint_; }
  uc8::test::Peer& peer() override { return modem; }
  void turn() override {
    if (modem.state == 0) {
      modem.state = 1;
      modem.connects = ++connects_;
    }
    transport_.turn();
  }
  bool idle() override { return true; }

 private:
  ModemTransport transport_;
  uc8::Endpoint endpoint_ = {"server", 443};
  int connects_ = 0;
};

class BoardRig final : public uc8::test::RuntimeRig {
 public:
  uc8::Runtime& runtime() override { return runtime_; }
  void turn() override {
    ++board_time;
    runtime_.turn();
  }

 private:
  BoardRuntime runtime_;
};

uc8::test::Rig* make_modem() {
  return new ModemRig;
}
uc8::test::RuntimeRig* make_board() {
  return new BoardRig;
}

}  // namespace

int main() {
  return uc8::test::run_transport_contract("the README's Transport", make_modem) +
         uc8::test::run_runtime_contract("the README's Runtime", make_board);
}
