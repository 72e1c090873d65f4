// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace uc8::cli {

/// Why a command cannot even start: thrown while options, environment and files are read, caught
/// in main(), never through a callback of the loop.
struct Failure {
  int exit_code = 1;
  std::string text;  ///< What, where, what to do; one line, without the leading `uc8: `.
};

/// Bad input of the caller.
inline Failure usage(std::string text) {
  return Failure{1, std::move(text)};
}

}  // namespace uc8::cli
