// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// The server's half of a conversation, written out by hand: independent of the client's own
/// codecs.
namespace server_script {

/// One frame that a client sent, unmasked.
struct Frame {
  int opcode = -1;
  bool masked = false;
  std::string payload;
};

std::string http(int status, const std::string& body, const std::string& fields = "");
/// The 101 to the upgrade request that `request` ends with.
std::string accept(const std::string& request);
std::string text(const std::string& payload);
std::string frame(int opcode, const std::string& payload);
/// A Close frame; code 0: none.
std::string close(int code, const std::string& reason = "");

/// Takes complete frames off the front of `bytes`.
std::vector<Frame> take_frames(std::string& bytes);
/// Takes one request off the front of `bytes`: its request line; empty if none is complete.
std::string take_request(std::string& bytes, std::string* head = nullptr);

/// What stands behind `"name":` in a flat JSON text, without quotes; empty if it is not there.
std::string member(const std::string& json, const std::string& name);

}  // namespace server_script
