// SPDX-License-Identifier: Apache-2.0
//
// How `consume` prints a message: what `-F` says.
#pragma once

#include <string>
#include <vector>

#include "uc8/consumer.h"

namespace uc8::cli {

/// A parsed `-F`.
class Format {
 public:
  /// What a message does not know of itself.
  struct Origin {
    std::string stream;  ///< The full name.
    std::string subscription;
  };

  /// Throws a Failure: an unknown directive, or one that is not finished.
  static Format parse(const std::string& text);

  /// Appends `message` to `out`.
  void print(const Message& message, const Origin& origin, std::string& out) const;

 private:
  enum class Kind { text, payload, id, key, publish_time, stream, subscription, property, json };
  struct Piece {
    Kind kind;
    std::string text;  // Of `text` itself, of `property` the name.
  };
  void add_text(char c);
  size_t add_directive(const std::string& text, size_t at);

  std::vector<Piece> pieces_;
};

}  // namespace uc8::cli
