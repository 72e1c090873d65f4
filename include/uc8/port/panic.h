// SPDX-License-Identifier: Apache-2.0
//
// What happens when the library finds that its own invariant, or a precondition, does not hold.
#pragma once

/// Called with a constant text when uc8 finds a bug in itself or in its caller, or a Runtime has no
/// entropy; never because of what a server sent. Must not return. The library's own definition is
/// weak and traps: define a function of this name to log and reset instead.
extern "C" [[noreturn]] void uc8_panic(const char* what);
