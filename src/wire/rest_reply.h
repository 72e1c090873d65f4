// SPDX-License-Identifier: Apache-2.0
//
// The bodies of REST answers.
#pragma once

#include "uc8/stream.h"

namespace uc8 {

/// A one-time password. Its holder wipes it after use.
struct OneTimePassword {
  static constexpr size_t kTextMax = 255;
  uint8_t size = 0;
  char text[kTextMax] = {};
  Bytes view() const { return {reinterpret_cast<const uint8_t*>(text), size}; }
};

/// `{"otp":"…"}`, other members ignored. Errors: `protocol_violation`.
Error read_one_time_password(MutableBytes body, OneTimePassword& out);

/// What a person should read of an error body: the `errorMessage`, `message` or `reason` member of
/// a JSON object, else the body as it is, without leading white space. Points into `body`.
Bytes error_words(MutableBytes body);

/// Cuts the elements of the top-level member `result` out of a stream list that arrives in pieces
/// and is larger than any buffer, aware of strings and depth, and reads the `topic` of each.
class StreamListReader {
 public:
  class Visitor {
   public:
    /// A full stream name, unescaped; valid until this returns.
    virtual void on_stream(Bytes full_name) = 0;

   protected:
    ~Visitor() = default;
  };

  /// `memory` holds one element; a longer one is `payload_too_large`. Precondition: >= 8 bytes.
  StreamListReader(MutableBytes memory, Visitor& visitor) : memory_(memory), visitor_(visitor) {}

  /// A new document. The list of Service::pulsar is an array of strings at the top
  /// (`["persistent://tenant/namespace/topic",…]`), of which the last path segment is told, percent
  /// encoded as it is.
  void reset(Service service = Service::gdn);

  /// Errors: `protocol_violation`, `payload_too_large`. Sticky.
  Error feed(Bytes piece);
  /// After the last piece. Errors: `protocol_violation` if the document is not complete.
  Error finish();

 private:
  Error step(uint8_t byte);
  Error gather(uint8_t byte);
  Error end_of_text();

  MutableBytes memory_;
  Visitor& visitor_;
  size_t size_ = 0;
  uint8_t state_ = 0;
  uint8_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool found_list_ = false;
  Error error_ = Error::ok;
};

}  // namespace uc8
