// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace uc8::gateway {

std::optional<std::string> read_file(const std::string& path);

// Writes beside it and renames, so that nobody sees half of it. `mode` as in chmod. Empty: done;
// else what is wrong.
std::string write_file(const std::string& path, const std::string& text, int mode);

// A new empty folder that only we can enter; empty when there is none to be had.
std::string make_temporary_folder();
std::string make_folder(const std::string& path);
std::string absolute_path(const std::string& path);

}  // namespace uc8::gateway
