// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/window_writer.h"
#include "http/http_exchange.h"
#include "link/event.h"

namespace uc8 {

/// The requests of one attempt, in their order.
enum class LinkRequest : uint8_t {
  create,             ///< Once in the life of an object.
  one_time_password,  ///< One for every upgrade.
  upgrade,
  rest  ///< What a StreamAdmin asks, instead of all the others.
};

/// A client core as the layers around it see it: the Link asks it what to say, the driver makes it
/// go on.
class ClientCore {
 public:
  // Of the driver, after Link::set_now():
  virtual void tick() = 0;
  /// Writes while there is something to send and room.
  virtual void fill() = 0;
  virtual Event next_event() = 0;
  virtual Millis deadline() const = 0;

  // Of the Link:
  /// Writes `METHOD target` of any request but `one_time_password`, which is the same for all;
  /// `otp` is empty unless the upgrade carries one.
  virtual void write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) = 0;
  /// Writes the message under way, the same bytes each time: see Link::begin_message().
  virtual void write_message(WindowWriter&) {}
  /// Where the body of a `rest` answer of that status goes; null: a prefix is kept.
  virtual HttpBody* body_for_rest() { return nullptr; }
  /// A refusal of the upgrade by HTTP 400: whether the next request line will differ, so that it is
  /// worth another try at once.
  virtual bool can_ask_differently() { return false; }

 protected:
  ~ClientCore() = default;
};

}  // namespace uc8
