// SPDX-License-Identifier: Apache-2.0
//
// Receiving from one subscription of one stream.
#pragma once

#include "uc8/port/runtime.h"
#include "uc8/port/transport.h"
#include "uc8/stream.h"

namespace uc8 {

/// One delivery. Everything but `id` points into the Consumer's memory: valid until `on_message()`
/// returns. Copy `id` to acknowledge later.
struct Message {
  MessageId id;
  Bytes payload;
  Bytes key;           ///< Empty: none.
  Bytes publish_time;  ///< RFC 3339, as the server wrote it.
  Bytes event_time;    ///< RFC 3339, as the server wrote it; empty: none.
  Bytes properties;    ///< The JSON object, as the server wrote it; see `find_property()`.
  uint32_t redelivery_count = 0;  ///< Always 0 on failover and exclusive subscriptions.
};

/// Copies the value of one property of `message`, unescaped, into `out`.
/// Answers its size. Errors: `no_such_property`, `payload_too_large` (it does not fit `out`).
Result<size_t> find_property(const Message& message, const char* name, MutableBytes out);

/// What `on_message()` answers: go on, or "not now".
enum class Flow : uint8_t {
  next,
  hold  ///< This message was not taken: it comes again after `resume()`, and none before it.
        ///< Meanwhile TCP and permits slow the server down. An interruption ends it as well.
};

class Consumer;

/// What a Consumer tells the application. All calls come from the loop, never from inside a call
/// the application makes; so it is safe to call any method of the Consumer from any of them.
class ConsumerHandler {
 public:
  /// The subscription is connected; also after every reconnect. A standby of a failover
  /// subscription is open too, and receives nothing: the server tells nobody who is active.
  virtual void on_open(Consumer&) {}
  virtual Flow on_message(Consumer&, const Message&) { return Flow::next; }
  /// After the last message of a loop turn, before anything leaves: the moment to flush, and then
  /// to acknowledge what was flushed.
  virtual void on_batch_end(Consumer&) {}
  /// A delivery whose text takes more than the receive memory (or has more than 24 properties):
  /// `size` bytes on the wire. It stays unacknowledged, takes one of the `unacknowledged_max`
  /// places, and comes again on every reconnect, unless the handler acknowledges it.
  virtual void on_oversized(Consumer&, const MessageId&, size_t /*size*/) {}
  /// The connection dropped, or an attempt failed; the library is already retrying. What was not
  /// acknowledged will be delivered again.
  virtual void on_interrupted(Consumer&, const Interruption&) {}
  /// The end, by itself: `remedy_of(fault.error)` is `credentials` or `human`.
  virtual void on_failed(Consumer&, Fault) {}
  /// The end that `close()` asked for. At either end the Transport is free, and the Consumer and
  /// its storage may go, or `open()` may follow; nothing else is called until then.
  virtual void on_closed(Consumer&) {}

 protected:
  ~ConsumerHandler() = default;
};

struct ConsumerConfig {
  StreamName stream;
  bool create_stream = false;           ///< Make it at the first open, on the same connection.
  const char* subscription = nullptr;   ///< Any text; percent-encoded for the server.
  const char* consumer_name = nullptr;  ///< Null: the server makes one.
  SubscriptionType type = SubscriptionType::failover;
  /// False: pull mode, the server sends what it has permits for. True: push mode, the server
  /// sends until the window of unacknowledged messages is full.
  bool push = false;
  Timeouts timeouts;
};

struct ConsumerMemory {
  MutableBytes receive;           ///< At least `kReceiveMin` bytes: one delivery's JSON text.
  MutableBytes transmit;          ///< At least `kTransmitMin` bytes; what one write can carry.
  MutableBytes acknowledgements;  ///< `unacknowledged_max * kSlotBytes`.
  uint16_t unacknowledged_max = 0;

  static constexpr size_t kReceiveMin = 512;
  static constexpr size_t kTransmitMin = 256;
  static constexpr size_t kSlotBytes = sizeof(MessageId) + 8;
};

/// All the memory one Consumer will ever use, the Transport's apart. `PayloadMax` and
/// `MetadataMax` (key and properties) count the producer's bytes, not the JSON around them; what
/// JSON must escape counts up to six times.
template <size_t PayloadMax, size_t UnacknowledgedMax, size_t MetadataMax = 256,
          size_t Transmit = 1024>
class ConsumerStorage {
 public:
  static_assert(UnacknowledgedMax > 0 && UnacknowledgedMax <= 1000, "Pulsar's receiverQueueSize");
  static_assert(Transmit >= ConsumerMemory::kTransmitMin, "no room for one acknowledgement");

  ConsumerMemory view() {
    return {{receive_, sizeof receive_},
            {transmit_, sizeof transmit_},
            {acknowledgements_, sizeof acknowledgements_},
            UnacknowledgedMax};
  }

 private:
  uint8_t receive_[(PayloadMax + 2) / 3 * 4 + MetadataMax * 2 + 512];
  uint8_t transmit_[Transmit];
  alignas(4) uint8_t acknowledgements_[UnacknowledgedMax * ConsumerMemory::kSlotBytes];
};

/// Counters since construction; they wrap.
struct ConsumerStatistics {
  uint32_t delivered = 0;     ///< Taken by `on_message()`.
  uint32_t acknowledged = 0;  ///< Calls of `acknowledge()` that answered ok.
  uint32_t oversized = 0;
  uint32_t opened = 0;  ///< Connections that reached `on_open()`.
};

/// Receives the messages of one subscription.
///
/// **At least once: each delivery is acknowledged once, and a delivery may be a repetition.** After
/// an interruption everything unacknowledged is delivered again, here or at another consumer, in
/// order. The object is pinned and built in place; it uses one Transport.
class Consumer {
 public:
  /// `account`, `config` (its texts; the struct is copied), `memory`, `transport`, `runtime` and
  /// `handler` must outlive `on_closed()` or `on_failed()`.
  Consumer(const Account& account, const ConsumerConfig& config, ConsumerMemory memory,
           Transport& transport, Runtime& runtime, ConsumerHandler& handler);
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  /// Starts connecting; outcome through the handler.
  /// Errors: `wrong_state` (its last end is not told yet), `invalid_configuration`.
  Error open();

  /// Once per delivery, redeliveries included, in any order. Leaves with everything else of this
  /// loop turn; sent again on the next connection unless the server was seen to be past it. Ids
  /// from before an interruption are taken until new deliveries need their places.
  /// Errors: `unknown_message`.
  Error acknowledge(const MessageId& id);

  /// Asks for the message again, after the server's delay (60 s by default). On failover and
  /// exclusive subscriptions everything unacknowledged comes again with it.
  /// Errors: as `acknowledge()`; `invalid_configuration` unless `Account::server` is at least
  /// `pulsar_2_8`: Pulsar 2.7 takes it for an acknowledgement and the message is lost.
  Error negative_acknowledge(const MessageId& id);

  /// Ends a `Flow::hold`. Harmless if nothing is held.
  void resume();

  /// Sends what is owed, then a Close frame, and waits for its echo (2 s at most). No message is
  /// delivered after the call. One end follows, always: `on_closed()`, or `on_failed()` if that was
  /// already on its way.
  void close();

  /// Deliveries taken and not yet acknowledged.
  size_t unacknowledged() const;

  const ConsumerStatistics& statistics() const;

  /// As `Producer::last_words()`.
  Bytes last_words() const;

  /// Bytes of state inside the object; checked when the library is built.
  static constexpr size_t kStateBytes = 2304 + 96 * sizeof(void*);

 private:
  alignas(8) unsigned char state_[kStateBytes];
};

}  // namespace uc8
