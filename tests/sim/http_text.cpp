// SPDX-License-Identifier: Apache-2.0
#include "sim/http_text.h"

#include "sim/codec.h"

namespace uc8::sim {

namespace {

std::vector<std::string> split(const std::string& text, const std::string& by) {
  std::vector<std::string> out;
  size_t begin = 0;
  for (size_t end = text.find(by); end != std::string::npos; end = text.find(by, begin)) {
    out.push_back(text.substr(begin, end - begin));
    begin = end + by.size();
  }
  out.push_back(text.substr(begin));
  return out;
}

bool read_target(const std::string& target, Request* out) {
  if (target.empty() || target[0] != '/') return false;
  const size_t mark = target.find('?');
  for (const std::string& segment :
       split(target.substr(1, mark == std::string::npos ? mark : mark - 1), "/")) {
    out->path.push_back(percent_decoded(segment));
  }
  if (mark == std::string::npos) return true;
  for (const std::string& pair : split(target.substr(mark + 1), "&")) {
    const size_t equals = pair.find('=');
    if (equals == std::string::npos) return false;
    out->query[percent_decoded(pair.substr(0, equals))] = percent_decoded(pair.substr(equals + 1));
  }
  return true;
}

}  // namespace

std::string Request::field(const std::string& name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

std::string Request::parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

RequestStatus take_request(std::string* bytes, Request* out) {
  const size_t end = bytes->find("\r\n\r\n");
  if (end == std::string::npos) return RequestStatus::incomplete;
  const std::vector<std::string> lines = split(bytes->substr(0, end), "\r\n");
  bytes->erase(0, end + 4);
  *out = Request();
  const std::vector<std::string> words = split(lines[0], " ");
  if (words.size() != 3 || words[2] != "HTTP/1.1") return RequestStatus::broken;
  out->method = words[0];
  for (size_t i = 1; i < lines.size(); ++i) {
    const size_t colon = lines[i].find(": ");
    if (colon == std::string::npos) return RequestStatus::broken;
    out->fields[lines[i].substr(0, colon)] = lines[i].substr(colon + 2);
  }
  const std::string length = out->field("Content-Length");
  if (!length.empty() && length != "0") return RequestStatus::broken;
  return read_target(words[1], out) ? RequestStatus::whole : RequestStatus::broken;
}

std::string response(int status, const std::string& fields, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " Whatever\r\n" + fields +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

}  // namespace uc8::sim
