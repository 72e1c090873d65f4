// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace uc8::gateway {

using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

// Of the first header of that name, given in lower case; empty when absent.
std::string_view header_in(const Headers& headers, std::string_view name);

// Gathers the header fields of one message from the pieces that llhttp tells. Bounded: an answer
// false means that the head is too large.
class HeadFields {
 public:
  static constexpr size_t kSizeMax = 16 * 1024;

  // A new message.
  void begin() { size_ = 0; }
  // Counts what belongs to the head and is no field.
  bool count(size_t size);
  bool add_name(std::string_view piece);
  bool add_value(std::string_view piece);
  // The field is whole.
  bool end_field(Headers* headers);

 private:
  std::string name_;
  std::string value_;
  size_t size_ = 0;
};

}  // namespace uc8::gateway
