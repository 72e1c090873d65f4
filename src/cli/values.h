// SPDX-License-Identifier: Apache-2.0
//
// From the text of an option to its value. Each throws a Failure that says what is wanted.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "uc8/stream.h"

namespace uc8::cli {

/// More than 0, decimals allowed: `30`, `0.5`.
Millis parse_seconds(const std::string& text);
/// A whole number of at least `least`.
uint64_t parse_count(const std::string& text, uint64_t least);
/// `NAME=VALUE`, both UTF-8; the value may contain further `=`.
std::pair<std::string, std::string> parse_property(const std::string& text);
SubscriptionType parse_type(const std::string& text);
/// The value of a switch: `1`, `0`, or empty, as on the command line, for 1.
bool parse_switch(const std::string& text);
/// Not empty.
std::string parse_name(const std::string& text);
/// Of a tenant or fabric: without control characters.
std::string parse_account_name(const std::string& text);
/// Not empty, UTF-8.
std::string parse_text(const std::string& text);
/// An API key or a JWT: visible ASCII, for it goes into a header.
std::string parse_secret(const std::string& text);

}  // namespace uc8::cli
