// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace uc8 {

/// What a layer above the bytes tells the next one: a Link its client core, and that the driver,
/// which calls the application. What goes with an event is asked of whoever told it.
enum class Event : uint8_t {
  none,
  opened,
  interrupted,  ///< Retrying by itself; see Link::interruption().
  message,      ///< Of a Link: any message of the server. Of a Consumer: a delivery.
  oversized,    ///< The beginning of one that does not fit.
  // Of a Link only:
  response,  ///< To a `rest` request: answer with a `rest_…` call.
  pong,      ///< See Link::pong_epoch().
  // Of a Producer only:
  sent,
  // The last of them: whoever tells it is at rest.
  done,    ///< Of a StreamAdmin only.
  failed,  ///< See Link::interruption().fault.
  closed
};

constexpr bool is_last(Event event) {
  return event >= Event::done;
}

}  // namespace uc8
