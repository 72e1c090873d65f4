// SPDX-License-Identifier: Apache-2.0
//
// Publishing to one stream.
#pragma once

#include "uc8/port/runtime.h"
#include "uc8/port/transport.h"
#include "uc8/stream.h"

namespace uc8 {

class Producer;

/// Two null-terminated UTF-8 texts.
struct Property {
  const char* name = nullptr;
  const char* value = nullptr;
};

/// One message to send. `send()` copies all of it.
struct OutgoingMessage {
  Bytes payload;
  Bytes key;  ///< UTF-8; empty: none.
  const Property* properties = nullptr;
  size_t property_count = 0;
  int64_t event_time_ms = 0;  ///< Unix time; 0: none.
  void* tag = nullptr;        ///< The caller's own; comes back in SendResult.
};

/// Names one accepted `send()` until its outcome is told: 1, 2, 3 … in the order of the sends.
using SendTicket = uint32_t;

struct SendResult {
  SendTicket ticket = 0;
  void* tag = nullptr;
  Fault fault;             ///< `Error::ok`: the server stored the message.
  MessageId id;            ///< Empty unless stored now; the server names no duplicate.
  bool duplicate = false;  ///< The server had it already: a resend that deduplication caught.
};

/// What a Producer tells the application. All calls come from the loop, never from inside a call
/// the application makes; so it is safe to call any method of the Producer from any of them.
class ProducerHandler {
 public:
  /// The stream accepts messages. Also called after every reconnect.
  virtual void on_open(Producer&) {}
  /// The outcome of one `send()`: exactly once per ticket, in the order of the sends, before
  /// `on_failed()` or `on_closed()`. Its slot is free already.
  virtual void on_sent(Producer&, const SendResult&) {}
  /// The connection dropped, or an attempt failed; the library is already retrying. Unconfirmed
  /// messages are kept.
  virtual void on_interrupted(Producer&, const Interruption&) {}
  /// The end, by itself: `remedy_of(fault.error)` is `credentials` or `human`. What is unconfirmed
  /// was told as `unconfirmed` before.
  virtual void on_failed(Producer&, Fault) {}
  /// The end that `close()` asked for. At either end the Transport is free, and the Producer and
  /// its storage may go, or `open()` may follow; nothing else is called until then.
  virtual void on_closed(Producer&) {}

 protected:
  ~ProducerHandler() = default;
};

struct ProducerConfig {
  StreamName stream;
  bool create_stream = false;           ///< Make it at the first open, on the same connection.
  const char* producer_name = nullptr;  ///< Unique per stream; null: the server makes one.
  /// Number the messages, so that a server with deduplication stores a resend once. Needs
  /// `producer_name`. Works on Pulsar 2.7.1 and later; on 2.7.0, which answers 400, the Producer
  /// goes on without and `is_deduplicating()` is false.
  bool idempotent = false;
  int64_t resume_after = -1;  ///< Idempotent: the last number confirmed in an earlier life.
  Timeouts timeouts;
  /// From `send()` to its outcome, counted also while there is no connection; 0: for ever.
  Millis send_timeout_ms = 0;
};

/// The memory of one Producer. Make it with ProducerStorage, or by hand: `window` is aligned to 8
/// bytes and holds `in_flight_max` times `kSlotOverhead` and at least one message; what is left is
/// shared by messages of all sizes.
struct ProducerMemory {
  MutableBytes receive;   ///< At least `kReceiveMin` bytes.
  MutableBytes transmit;  ///< At least `kTransmitMin` bytes; what one write can carry.
  MutableBytes window;    ///< Raw messages, kept until confirmed; encoded as they are written.
  size_t payload_max = 0;
  size_t metadata_max = 0;
  uint16_t in_flight_max = 0;

  static constexpr size_t kReceiveMin = 512;
  static constexpr size_t kTransmitMin = 256;
  /// What a message takes in `window` besides its payload and metadata.
  static constexpr size_t kSlotOverhead = 48;
  /// The smallest body of a slot: a message id can be kept in it.
  static constexpr size_t kSlotBodyMin = 64;
};

/// All the memory one Producer will ever use, the Transport's apart. `PayloadMax` and
/// `MetadataMax` (key, property names and values, and two bytes a property) count the
/// application's own bytes.
template <size_t PayloadMax, size_t InFlightMax, size_t MetadataMax = 64, size_t Transmit = 1024>
class ProducerStorage {
 public:
  static_assert(PayloadMax <= 785'000, "base64 and JSON must fit the server's 1 MiB");
  static_assert(MetadataMax <= 65'535, "key and properties are kept with 16-bit sizes");
  static_assert(InFlightMax > 0 && InFlightMax < 1000, "must stay below the server's own queue");
  static_assert(Transmit >= ProducerMemory::kTransmitMin, "no room for one frame header and data");

  ProducerMemory view() {
    return {{receive_, sizeof receive_},
            {transmit_, sizeof transmit_},
            {window_, sizeof window_},
            PayloadMax,
            MetadataMax,
            InFlightMax};
  }

 private:
  static constexpr size_t kBody = PayloadMax + MetadataMax > ProducerMemory::kSlotBodyMin
                                      ? PayloadMax + MetadataMax
                                      : ProducerMemory::kSlotBodyMin;
  uint8_t receive_[1024];
  uint8_t transmit_[Transmit];
  alignas(8) uint8_t window_[InFlightMax * (kBody + ProducerMemory::kSlotOverhead)];
};

/// Counters since construction; they wrap.
struct ProducerStatistics {
  uint32_t accepted = 0;    ///< `send()` answered a ticket.
  uint32_t confirmed = 0;   ///< Stored, duplicates included.
  uint32_t duplicates = 0;  ///< ... of these, caught by deduplication.
  uint32_t refused = 0;     ///< Told with an error.
  uint32_t resent = 0;      ///< Sent again after a reconnect or a refusal that time cures.
  uint32_t queue_full = 0;  ///< The server's own queue was full in spite of our window.
  uint32_t opened = 0;      ///< Connections that reached `on_open()`.
};

/// Publishes to one stream, and keeps every accepted message until its outcome is known.
///
/// **At least once, in order: what is unconfirmed when the link breaks is sent again, in order,
/// before anything newer.** The object is pinned and built in place; it uses one Transport.
class Producer {
 public:
  /// `account`, `config` (its texts; the struct is copied), `memory`, `transport`, `runtime` and
  /// `handler` must outlive `on_closed()` or `on_failed()`.
  Producer(const Account& account, const ProducerConfig& config, ProducerMemory memory,
           Transport& transport, Runtime& runtime, ProducerHandler& handler);
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// Starts connecting; outcome through the handler.
  /// Errors: `wrong_state` (its last end is not told yet), `invalid_configuration`.
  Error open();

  /// Copies the message into the window and returns at once, connected or not, open or not.
  /// Errors: `wrong_state` (from `close()`, or while a failure tells the outcomes, until that end
  /// is told), `window_full`, `payload_too_large`, `metadata_too_large`,
  /// `invalid_configuration` (a property without name or value, a text that is not UTF-8).
  Result<SendTicket> send(const OutgoingMessage& message);

  /// Waits for what is unconfirmed for at most `drain_ms`, then closes the WebSocket cleanly (2 s
  /// at most) and releases the Transport. What is still unconfirmed is told as
  /// `Error::unconfirmed`, and then comes one end, always: `on_closed()`, or `on_failed()` if it
  /// failed before it could close. A second call may shorten the wait.
  void close(Millis drain_ms = 0);

  /// Messages accepted and not yet told, 0 to `in_flight_max`.
  size_t unconfirmed() const;

  /// For `ProducerConfig::resume_after` of the next life; meaningful with `idempotent`. What was
  /// told as `unconfirmed` has to be sent again first, in order, there or after the next `open()`:
  /// its numbers may be taken, and the server drops whatever else comes with them.
  int64_t last_confirmed() const;

  /// Whether the server numbers our messages (`idempotent`, and not refused by an old server).
  bool is_deduplicating() const;

  const ProducerStatistics& statistics() const;

  /// What the server said with its last refusal: a prefix of the HTTP body, the Location of a
  /// redirect, the reason of a Close frame, the `errorMsg` of a `send-error`. Not terminated, not
  /// to be trusted; valid until the callback that tells of the refusal returns.
  Bytes last_words() const;

  /// Bytes of state inside the object; checked when the library is built.
  static constexpr size_t kStateBytes = 2176 + 96 * sizeof(void*);

 private:
  alignas(8) unsigned char state_[kStateBytes];
};

}  // namespace uc8
