// SPDX-License-Identifier: Apache-2.0
//
// What the model of the server needs to speak HTTP, WebSocket and JSON: written for it, simple, and
// owing nothing to the library or the emulator.
#pragma once

#include <stdint.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace uc8::sim {

std::string base64(const std::string& bytes);
/// False: not base64.
bool from_base64(const std::string& text, std::string* bytes);

/// What the server answers to a Sec-WebSocket-Key.
std::string websocket_accept(const std::string& key);

std::string percent_decoded(const std::string& text);
std::string json_quoted(const std::string& text);
/// Milliseconds since 1970 of `2026-01-02T03:04:05.678Z`; -1: not such a text.
int64_t milliseconds_of(const std::string& iso_time);

/// A JSON object as the clients send them: strings, numbers, and one level of objects of strings.
struct FlatObject {
  std::map<std::string, std::string> members;  ///< Strings unescaped, numbers as they stand.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> objects;

  bool has(const std::string& name) const { return members.count(name) > 0; }
  std::string get(const std::string& name) const { return has(name) ? members.at(name) : ""; }
};
/// False: not such an object.
bool parse_object(const std::string& json, FlatObject* out);

}  // namespace uc8::sim
