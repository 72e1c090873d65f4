// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

#include <string>
#include <utility>
#include <vector>

namespace uc8::sim {

/// A message, as the application made it.
struct Content {
  std::string payload;
  std::string key;
  std::vector<std::pair<std::string, std::string>> properties;
  int64_t event_time_ms = 0;

  bool operator==(const Content& other) const {
    return payload == other.payload && key == other.key && properties == other.properties &&
           event_time_ms == other.event_time_ms;
  }
};

/// A message in the server's log.
struct Entry {
  Content content;
  std::string id;
  std::string properties_json;  ///< As it is delivered.
  int producer = 0;
  int number = 0;
};

}  // namespace uc8::sim
