// SPDX-License-Identifier: Apache-2.0
//
// What an application's main() has around the library: here a Linux board with libuv and mbedTLS,
// and settings from the environment. All memory is static.
#pragma once

#include "uc8/port/runtime.h"
#include "uc8/port/transport.h"
#include "uc8/stream.h"

/// One loop, and two TLS connections to give to the library.
class Board {
 public:
  /// The settings of `uc8`: UC8_URL, UC8_API_KEY, UC8_CA_FILE. Ends the program if one is missing.
  static Board& start();

  const uc8::Account& account() const;
  uc8::Runtime& runtime();
  uc8::Transport& downlink();
  uc8::Transport& uplink();

  /// Runs until stop(); answers the exit code. At the first SIGINT or SIGTERM `close` is called, if
  /// there is one: it begins what ends in stop(). The second ends the program.
  int run(void (*close)() = nullptr);
  static void stop(int exit_code);

 private:
  Board() = default;
};

/// One line to stderr, with the error's name; none for `ok`.
void report(const char* what, uc8::Error error);
void print(uc8::Bytes bytes);
