// SPDX-License-Identifier: Apache-2.0
#include "http/head_fields.h"

#include <algorithm>
#include <cctype>

namespace uc8::gateway {

std::string_view header_in(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return std::string_view();
}

bool HeadFields::count(size_t size) {
  size_ += size;
  return size_ <= kSizeMax;
}

bool HeadFields::add_name(std::string_view piece) {
  if (!count(piece.size())) return false;
  name_.append(piece);
  return true;
}

bool HeadFields::add_value(std::string_view piece) {
  if (!count(piece.size())) return false;
  value_.append(piece);
  return true;
}

bool HeadFields::end_field(Headers* headers) {
  // Colon, space, line end: many empty headers are not free either.
  if (!count(4)) return false;
  std::transform(name_.begin(), name_.end(), name_.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  headers->emplace_back(std::move(name_), std::move(value_));
  name_.clear();
  value_.clear();
  return true;
}

}  // namespace uc8::gateway
