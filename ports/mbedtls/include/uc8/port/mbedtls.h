// SPDX-License-Identifier: Apache-2.0
//
// The mbedTLS port, whole: TLS over any Transport, whom to trust, and where mbedTLS's memory is.
#pragma once

#include "uc8/port/tls_arena.h"
#include "uc8/port/tls_transport.h"
#include "uc8/port/tls_trust.h"
