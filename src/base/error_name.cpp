// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "uc8/error.h"

namespace uc8 {

namespace {

/// Of each hundred the list of its names.
const char* const kNames[] = {
    "ok\0would_block\0",
    "unknown\0window_full\0payload_too_large\0wrong_state\0invalid_configuration\0"
    "unknown_message\0unconfirmed\0metadata_too_large\0no_such_property\0",
    "connection_lost\0peer_silent\0server_busy\0timed_out\0conflict\0name_not_resolved\0"
    "not_yet\0",
    "unauthorized\0",
    "tls_untrusted\0not_found\0protocol_violation\0rejected\0redirected\0tls_failed\0"
    "message_refused\0",
};

}  // namespace

const char* name_of(Error error) {
  const size_t hundred = static_cast<uint16_t>(error) / 100;
  if (hundred >= sizeof kNames / sizeof *kNames) return "unknown";
  const char* name = text_at(kNames[hundred], static_cast<uint16_t>(error) % 100);
  return *name != '\0' ? name : "unknown";
}

}  // namespace uc8
