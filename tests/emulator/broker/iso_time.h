// SPDX-License-Identifier: Apache-2.0
// Times as Pulsar writes and reads them in JSON: ISO 8601 with an offset.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace uc8::emulator {

// `2018-11-26T14:22:59.84Z`: seconds always, up to three digits of fraction without trailing zeros,
// UTC.
std::string format_iso_time(int64_t epoch_ms);

struct IsoTime {
  bool ok = false;
  int64_t epoch_ms = 0;
  std::string error;  // Java's words: `Text 'yesterday' could not be parsed at index 0`
};
// Seconds may be missing, the offset may not: `2026-01-02T03:04:05.678+01:00`.
IsoTime parse_iso_time(std::string_view text);

}  // namespace uc8::emulator
