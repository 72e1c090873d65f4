// SPDX-License-Identifier: Apache-2.0
//
// Making, finding, listing and deleting streams.
#pragma once

#include "uc8/port/runtime.h"
#include "uc8/port/transport.h"
#include "uc8/stream.h"

namespace uc8 {

class StreamAdmin;

/// What a StreamAdmin tells the application; the rules of ProducerHandler hold.
class StreamAdminHandler {
 public:
  /// `list()`: one stream's full name, valid until this returns.
  virtual void on_stream(StreamAdmin&, Bytes /*full_name*/) {}
  /// The operation ended well. `found`: for `exists()` the answer; for `create()` whether it was
  /// there already; otherwise true. Another operation may be started.
  virtual void on_done(StreamAdmin&, bool /*found*/) {}
  /// An attempt failed; the library is already retrying. A list starts again from its beginning.
  virtual void on_interrupted(StreamAdmin&, const Interruption&) {}
  /// The operation failed for good. Another may be started.
  virtual void on_failed(StreamAdmin&, Fault) {}
  /// The answer to `close()`: the Transport is free, as it is whenever no operation runs.
  virtual void on_closed(StreamAdmin&) {}

 protected:
  ~StreamAdminHandler() = default;
};

struct StreamAdminMemory {
  /// At least `kReceiveMin`. A stream's description in a list must fit into half of it.
  MutableBytes receive;
  MutableBytes transmit;  ///< At least `kTransmitMin`.
  static constexpr size_t kReceiveMin = 512;
  static constexpr size_t kTransmitMin = 256;
};

/// All the memory one StreamAdmin will ever use, the Transport's apart.
template <size_t Receive = 2048, size_t Transmit = 512>
class StreamAdminStorage {
 public:
  static_assert(Receive >= StreamAdminMemory::kReceiveMin, "one description must fit");
  static_assert(Transmit >= StreamAdminMemory::kTransmitMin, "a piece of a request must fit");
  StreamAdminMemory view() { return {{receive_, sizeof receive_}, {transmit_, sizeof transmit_}}; }

 private:
  uint8_t receive_[Receive];
  uint8_t transmit_[Transmit];
};

/// The streams of one account, over REST.
///
/// **One operation at a time; whatever time can cure is retried until `close()`.**
class StreamAdmin {
 public:
  /// All arguments must outlive the last callback; `timeouts` is copied.
  StreamAdmin(const Account& account, const Timeouts& timeouts, StreamAdminMemory memory,
              Transport& transport, Runtime& runtime, StreamAdminHandler& handler);
  StreamAdmin(const StreamAdmin&) = delete;
  StreamAdmin& operator=(const StreamAdmin&) = delete;

  /// Makes the stream and waits until the server lists it; that it is there already is success.
  /// Errors of the four: `wrong_state` (one is running), `invalid_configuration`.
  Error create(const StreamName& stream);
  Error exists(const StreamName& stream);
  /// Tells every stream of the fabric and `scope` to `on_stream()`.
  Error list(Scope scope);
  /// `on_failed(not_found)` if it does not exist; also if it is gone when a second attempt asks,
  /// because the first had no answer. `force` deletes it with consumers connected.
  Error remove(const StreamName& stream, bool force);

  /// Abandons what is running, and tells nothing more of it. `on_closed()` follows, always.
  void close();

  /// As `Producer::last_words()`.
  Bytes last_words() const;

  /// Bytes of state inside the object; checked when the library is built.
  static constexpr size_t kStateBytes = 1984 + 80 * sizeof(void*);

 private:
  alignas(8) unsigned char state_[kStateBytes];
};

}  // namespace uc8
