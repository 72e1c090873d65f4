// SPDX-License-Identifier: Apache-2.0
//
// Comparing and reading texts that are not null-terminated.
#pragma once

#include "uc8/bytes.h"
#include "uc8/error.h"

namespace uc8 {

bool equal(Bytes a, Bytes b);
bool equal(Bytes a, const char* b);
/// ASCII letters compare without case.
bool equal_ignoring_case(Bytes a, const char* b);
bool starts_with(Bytes text, const char* prefix);
bool contains(Bytes text, const char* part);
/// Digits only, no sign. Errors: `protocol_violation` (empty, not a digit, more than 64 bits).
Result<uint64_t> parse_decimal(Bytes text);
/// Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(Bytes text);

}  // namespace uc8
