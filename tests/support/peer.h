// SPDX-License-Identifier: Apache-2.0
//
// The other end of a Transport under test, in the hands of the test.
#pragma once

#include "uc8/bytes.h"

namespace uc8::test {

class Peer {
 public:
  /// A client is connected (over TLS: the handshake is done).
  virtual bool connected() const = 0;
  /// How many clients have connected so far (over TLS: before the handshake).
  virtual int connections() const = 0;
  /// How many bytes were taken; 0: no room now.
  virtual size_t send(Bytes from) = 0;
  /// How many bytes came; 0: none now.
  virtual size_t receive(MutableBytes to) = 0;
  /// `receive()` has come to the orderly end of the client's stream.
  virtual bool ended() const = 0;
  /// Ends the stream towards the client in good order.
  virtual void end() = 0;
  /// Breaks the connection.
  virtual void reset() = 0;

 protected:
  ~Peer() = default;
};

}  // namespace uc8::test
