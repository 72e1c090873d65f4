// SPDX-License-Identifier: Apache-2.0
// Query parameters read as Java reads them; the first wrong one is remembered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broker/open_request.h"

namespace uc8::emulator {

class QueryReader {
 public:
  explicit QueryReader(const Query& query) : query_(query) {}

  // Null when absent.
  const std::string* find(const char* name) const;
  // Integer.parseInt and Long.parseLong. Absent or (then error() is set) wrong: nothing.
  std::optional<int64_t> int32(const char* name);
  std::optional<int64_t> int64(const char* name);
  // The same, and at least `lowest`, else `complaint` is the error.
  std::optional<int64_t> int32_from(const char* name, int64_t lowest, const char* complaint);
  bool boolean(const char* name) const;  // anything but `true` (in any case) is false
  // The index into `values`, 0 when absent; another value: `Invalid NAME VALUE`.
  size_t one_of(const char* name, const std::vector<const char*>& values);
  void complain(std::string error) {
    if (error_.empty()) error_ = std::move(error);
  }

  const std::string& error() const { return error_; }

 private:
  std::optional<int64_t> number(const char* name, int64_t lowest, int64_t highest);

  const Query& query_;
  std::string error_;
};

// Of a number as Java parses it; nothing when it is none or out of range.
std::optional<int64_t> parse_java_number(const std::string& text, int64_t lowest, int64_t highest);

}  // namespace uc8::emulator
