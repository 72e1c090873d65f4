// SPDX-License-Identifier: Apache-2.0
//
// The libuv port, whole: a Runtime, a Transport over TCP, and where names come from.
#pragma once

#include "uc8/port/resolver.h"
#include "uc8/port/uv_resolver.h"
#include "uc8/port/uv_runtime.h"
#include "uc8/port/uv_tcp.h"
