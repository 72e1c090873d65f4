// SPDX-License-Identifier: Apache-2.0
// Names of topics: (tenant, scope, fabric, full name).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace uc8::emulator {

enum class Scope { global, local };

struct TopicKey {
  std::string tenant;
  Scope scope = Scope::global;
  std::string fabric;
  std::string name;  // full: `c8globals.demo`, `c8locals.demo`, or a collection's name

  bool operator==(const TopicKey& other) const;
  bool operator<(const TopicKey& other) const;

  std::string name_space() const;   // `c8global._system`
  std::string pulsar_name() const;  // `persistent://_mm/c8global._system/c8globals.demo`
  int partition_index() const;      // N of a name that ends in `-partition-N`, else -1
};

// `c8global._system` to (global, `_system`); nothing when it is not such a name.
struct NameSpace {
  Scope scope;
  std::string fabric;
};
std::optional<NameSpace> parse_name_space(std::string_view text);

// The full name of a stream that REST calls `name`: the scope's prefix is put before it unless it
// is there already. Nothing when the name is not one that the GDN takes (it starts with a letter,
// then letters, digits, `_`, `-`, `.`, at most 230; a full name's prefix must be the scope's).
std::optional<std::string> full_stream_name(std::string_view name, Scope scope);

}  // namespace uc8::emulator
