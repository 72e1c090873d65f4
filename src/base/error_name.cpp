// SPDX-License-Identifier: Apache-2.0
#include "uc8/error.h"

namespace uc8 {

const char* name_of(Error error) {
  switch (error) {
    case Error::ok:
      return "ok";
    case Error::would_block:
      return "would_block";
    case Error::window_full:
      return "window_full";
    case Error::payload_too_large:
      return "payload_too_large";
    case Error::wrong_state:
      return "wrong_state";
    case Error::invalid_configuration:
      return "invalid_configuration";
    case Error::unknown_message:
      return "unknown_message";
    case Error::unconfirmed:
      return "unconfirmed";
    case Error::metadata_too_large:
      return "metadata_too_large";
    case Error::no_such_property:
      return "no_such_property";
    case Error::connection_lost:
      return "connection_lost";
    case Error::peer_silent:
      return "peer_silent";
    case Error::server_busy:
      return "server_busy";
    case Error::timed_out:
      return "timed_out";
    case Error::conflict:
      return "conflict";
    case Error::name_not_resolved:
      return "name_not_resolved";
    case Error::not_yet:
      return "not_yet";
    case Error::unauthorized:
      return "unauthorized";
    case Error::tls_untrusted:
      return "tls_untrusted";
    case Error::not_found:
      return "not_found";
    case Error::protocol_violation:
      return "protocol_violation";
    case Error::rejected:
      return "rejected";
    case Error::redirected:
      return "redirected";
    case Error::tls_failed:
      return "tls_failed";
    case Error::message_refused:
      return "message_refused";
  }
  return "unknown";
}

}  // namespace uc8
