// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace uc8::sim {

struct Request {
  std::string method;
  std::vector<std::string> path;             ///< Its segments, decoded.
  std::map<std::string, std::string> query;  ///< Decoded.
  std::map<std::string, std::string> fields;

  std::string field(const std::string& name) const;
  std::string parameter(const std::string& name) const;
};

enum class RequestStatus { whole, incomplete, broken };
/// Takes a request without a body off `bytes`.
RequestStatus take_request(std::string* bytes, Request* out);

std::string response(int status, const std::string& fields, const std::string& body);

}  // namespace uc8::sim
