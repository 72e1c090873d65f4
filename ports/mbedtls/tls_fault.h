// SPDX-License-Identifier: Apache-2.0
//
// From mbedTLS's several hundred codes to who can do something about it. Private to the port.
#pragma once

#include "uc8/error.h"

namespace uc8 {

struct TlsEvidence {
  int code = 0;              ///< What mbedTLS returned.
  int alert = 0;             ///< With MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE: which.
  uint32_t flags = 0;        ///< Of the certificate's verification.
  bool established = false;  ///< The handshake had been completed before.
};

Fault tls_fault(const TlsEvidence& evidence);

}  // namespace uc8
