// SPDX-License-Identifier: Apache-2.0
#include "board.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "uc8/port/libuv.h"
#include "uc8/port/mbedtls.h"

namespace {

struct Parts {
  uv_loop_t& loop = *uv_default_loop();
  uc8::UvRuntime runtime{loop};
  uc8::UvResolver resolver{loop};
  uc8::UvTcp tcp[2] = {uc8::UvTcp(loop, &resolver), uc8::UvTcp(loop, &resolver)};
  uc8::TlsTrust trust{runtime};
  uc8::TlsTransport tls[2] = {uc8::TlsTransport(tcp[0], trust), uc8::TlsTransport(tcp[1], trust)};
  uc8::Account account;
  uv_signal_t signals[2];
  void (*close)() = nullptr;
  int exit_code = 0;
};

Parts& parts() {
  static Parts the_parts;
  return the_parts;
}

const char* setting(const char* name) {
  const char* value = getenv(name);
  if (value != nullptr && value[0] != '\0') return value;
  fprintf(stderr, "set %s\n", name);
  exit(1);
}

void load_trust(const char* path) {
  static char pem[512 * 1024];  // Room for all authorities of a Linux system.
  size_t size = 0;
  FILE* file = fopen(path, "rb");
  if (file != nullptr) {
    size = fread(pem, 1, sizeof pem, file);
    fclose(file);
  }
  if (size < sizeof pem && parts().trust.add_authorities(pem) == uc8::Error::ok) return;
  fprintf(stderr, "%s is no file of certificates, or too large\n", path);
  exit(1);
}

void on_signal(uv_signal_t*, int) {
  for (uv_signal_t& one : parts().signals) uv_signal_stop(&one);  // The next one does its worst.
  parts().close();
}

}  // namespace

Board& Board::start() {
  static Board board;
  Parts& p = parts();
  p.account.url = setting("UC8_URL");
  p.account.credentials = {uc8::Credentials::Scheme::api_key, setting("UC8_API_KEY")};
  load_trust(setting("UC8_CA_FILE"));
  return board;
}

const uc8::Account& Board::account() const {
  return parts().account;
}
uc8::Runtime& Board::runtime() {
  return parts().runtime;
}
uc8::Transport& Board::downlink() {
  return parts().tls[0];
}
uc8::Transport& Board::uplink() {
  return parts().tls[1];
}

int Board::run(void (*close)()) {
  constexpr int kSignals[2] = {SIGINT, SIGTERM};
  parts().close = close;
  for (int i = 0; i < 2 && close != nullptr; ++i) {
    uv_signal_init(&parts().loop, &parts().signals[i]);
    uv_signal_start(&parts().signals[i], on_signal, kSignals[i]);
  }
  uv_run(&parts().loop, UV_RUN_DEFAULT);
  return parts().exit_code;
}

void Board::stop(int exit_code) {
  parts().exit_code = exit_code;
  uv_stop(&parts().loop);
}

void report(const char* what, uc8::Error error) {
  if (error != uc8::Error::ok) fprintf(stderr, "%s: %s\n", what, uc8::name_of(error));
}

void print(uc8::Bytes bytes) {
  fwrite(bytes.data, 1, bytes.size, stdout);
  fputc('\n', stdout);
  fflush(stdout);
}
