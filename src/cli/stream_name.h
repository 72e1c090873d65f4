// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "uc8/stream.h"

namespace uc8::cli {

/// Throws a Failure unless `name` is `[A-Za-z][A-Za-z0-9_-]*`, alone or behind `c8globals.` or
/// `c8locals.`. Of a Pulsar: unless it is 1 to 255 bytes without a slash.
void check_stream(const std::string& name, Service service);

/// `c8globals.NAME` or `c8locals.NAME`; a name that is full already, and a Pulsar's, as it is.
std::string full_name(const std::string& name, Scope scope, Service service);

/// `text` on one line of a terminal: control characters become `?`, the rest stays.
std::string without_controls(std::string_view text);

/// `text` without anything that a terminal would act on, and not longer than `size_max`.
std::string printable(std::string_view text, size_t size_max = 200);

}  // namespace uc8::cli
