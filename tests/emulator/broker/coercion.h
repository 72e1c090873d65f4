// SPDX-License-Identifier: Apache-2.0
// JSON values turned into what a Java field wants, as Jackson does: generously.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "broker/json.h"

namespace uc8::emulator {

// A missing member (null pointer) and JSON null leave `out` empty. false: Jackson would refuse the
// whole document.
bool coerce_string(const JsonValue* value,
                   std::optional<std::string>& out);  // numbers and booleans too
bool coerce_integer(const JsonValue* value,
                    std::optional<int64_t>& out);  // strings of digits and fractions too

}  // namespace uc8::emulator
