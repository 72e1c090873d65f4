// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/window_writer.h"
#include "uc8/stream.h"
#include "wire/endpoint.h"

namespace uc8 {

/// What the header of every request is made of; all pointers outlive the call.
struct RequestHead {
  const ServerAddress* address = nullptr;
  const Credentials* credentials = nullptr;  ///< Null: no Authorization.
  Bytes websocket_key;                       ///< Not empty: an upgrade; 24 characters.
};

/// Ends the request line begun by the caller (`METHOD target`) and writes the header fields:
/// Host, User-Agent, Accept: application/json, Authorization, then either the five fields of
/// RFC 6455 §4.1 or, for a POST, PUT or DELETE, `Content-Length: 0`.
void write_request_fields(WindowWriter& to, const RequestHead& head, bool has_body_length);

}  // namespace uc8
