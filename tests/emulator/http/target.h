// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace uc8::gateway {

// A request target taken apart: `//_api/a%2Fb?x=1` has the segments `_api`, `a/b` and the
// parameter `x`.
struct Target {
  std::string path;                   // as it came, slashes at its start collapsed, no query
  std::vector<std::string> raw;       // segments, still encoded; empty ones at the end are kept
  std::vector<std::string> segments;  // the same, decoded
  std::vector<std::pair<std::string, std::string>> query;

  // First value of a parameter, as Pulsar takes it. Null: absent.
  const std::string* parameter(std::string_view name) const;
};

// None: the target does not start with a slash, or an escape in it is broken.
std::optional<Target> parse_target(std::string_view text);

// `%41` becomes `A`, and `+` a space: Pulsar decodes path and query alike, as forms are. None: a
// broken escape, or the result is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text);

// One path segment, or one name or value of a query: all but letters, digits and `-._~` is escaped.
std::string percent_encode(std::string_view text);

}  // namespace uc8::gateway
